namespace Unbraid.Audio;

/// <summary>The file formats that can be written, by name.</summary>
internal static class AudioContainers
{
    /// <summary>By the names that users write, which are also the extensions.</summary>
    public static IReadOnlyDictionary<string, AudioContainer> ByName { get; } = new Dictionary<string, AudioContainer>
    {
        ["wav"] = AudioContainer.Wav,
        ["flac"] = AudioContainer.Flac,
        ["mp3"] = AudioContainer.Mp3,
        ["m4a"] = AudioContainer.M4a,
        ["ogg"] = AudioContainer.Ogg,
        ["opus"] = AudioContainer.Opus,
    };

    /// <summary>All names in a sentence: <c>wav, flac, mp3, m4a, ogg or opus</c>.</summary>
    public static string Listed { get; } = $"{string.Join(", ", ByName.Keys.SkipLast(1))} or {ByName.Keys.Last()}";

    /// <summary>The format that a file's extension says, in upper or lower case; null if it says none of these.</summary>
    public static AudioContainer? OfFile(string path) =>
        ByName.TryGetValue(Path.GetExtension(path).TrimStart('.').ToLowerInvariant(), out var container) ? container : null;

    /// <summary>Its name.</summary>
    public static string Name(this AudioContainer container) => ByName.First(named => named.Value == container).Key;

    /// <summary>The extension of its files, with the dot.</summary>
    public static string Extension(this AudioContainer container) => $".{container.Name()}";

    /// <summary>Whether its files hold samples as they are.</summary>
    public static bool IsLossless(this AudioContainer container) => container is AudioContainer.Wav or AudioContainer.Flac;

    /// <summary>The most channels that are written. MP3 has no more; of Opus, ffmpeg 5.1 changes the order of five and of seven.</summary>
    internal static int MaxChannels(this AudioContainer container) => container is AudioContainer.Mp3 or AudioContainer.Opus ? 2 : 8;

    /// <summary>Whether files of it get the cover of their song: MP3, M4A and FLAC do.</summary>
    public static bool HoldsCover(this AudioContainer container) => container is AudioContainer.Mp3 or AudioContainer.M4a or AudioContainer.Flac;

    /// <summary>The sample type of a lossless file of what holds samples of this type; 16 bits for what is lossy, which has none.</summary>
    internal static SampleType SamplesFor(this AudioContainer container, SampleType? source) => (source, container) switch
    {
        (null, _) => SampleType.Int16,
        (SampleType.Float32, AudioContainer.Flac) => SampleType.Int24,
        ({ } type, _) => type,
    };
}
