namespace Unbraid.Audio;

/// <summary>The file formats that can be written, by name.</summary>
public static class AudioContainers
{
    /// <summary>By the names that users write: <c>wav</c>, <c>flac</c>, <c>mp3</c> and <c>m4a</c>, which are also the extensions.</summary>
    public static IReadOnlyDictionary<string, AudioContainer> ByName { get; } = new Dictionary<string, AudioContainer>
    {
        ["wav"] = AudioContainer.Wav,
        ["flac"] = AudioContainer.Flac,
        ["mp3"] = AudioContainer.Mp3,
        ["m4a"] = AudioContainer.M4a,
    };

    /// <summary>The format that a file's extension says, in upper or lower case; null if it says none of these.</summary>
    public static AudioContainer? OfFile(string path) =>
        ByName.TryGetValue(Path.GetExtension(path).TrimStart('.').ToLowerInvariant(), out var container) ? container : null;

    /// <summary>The extension of its files, with the dot.</summary>
    public static string Extension(this AudioContainer container) => $".{ByName.First(named => named.Value == container).Key}";

    /// <summary>The sample type of a lossless file of what holds samples of this type; 16 bits for what is lossy, which has none.</summary>
    internal static SampleType SamplesFor(this AudioContainer container, SampleType? source) => (source, container) switch
    {
        (null, _) => SampleType.Int16,
        (SampleType.Float32, AudioContainer.Flac) => SampleType.Int24,
        ({ } type, _) => type,
    };
}
