using Unbraid.Audio;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Features.Audios;

/// <summary>The file formats that clients may ask for, by the names they have in the API, which are also the extensions.</summary>
internal static class FileFormats
{
    public static IReadOnlyDictionary<string, AudioContainer> Containers { get; } = new Dictionary<string, AudioContainer>
    {
        ["wav"] = AudioContainer.Wav,
        ["flac"] = AudioContainer.Flac,
        ["mp3"] = AudioContainer.Mp3,
        ["m4a"] = AudioContainer.M4a,
    };
}

/// <summary>The name of a file format.</summary>
internal sealed class FileFormatAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => [.. FileFormats.Containers.Keys];
}
