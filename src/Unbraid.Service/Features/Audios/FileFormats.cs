using Unbraid.Audio;

namespace Unbraid.Service.Features.Audios;

/// <summary>The file formats that clients may ask for, by the names they have in the API, which are also the extensions.</summary>
internal static class FileFormats
{
    public const string Complaint = "format must be wav, flac, mp3 or m4a";

    public static IReadOnlyDictionary<string, AudioContainer> Containers { get; } = new Dictionary<string, AudioContainer>
    {
        ["wav"] = AudioContainer.Wav,
        ["flac"] = AudioContainer.Flac,
        ["mp3"] = AudioContainer.Mp3,
        ["m4a"] = AudioContainer.M4a,
    };
}
