using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>The format that the name of an output file says.</summary>
internal static class OutputFormat
{
    /// <exception cref="MisuseException">It says none that can be written.</exception>
    public static AudioContainer Of(string output) => Path.GetExtension(output).ToLowerInvariant() switch
    {
        ".wav" => AudioContainer.Wav,
        ".flac" => AudioContainer.Flac,
        ".mp3" => AudioContainer.Mp3,
        ".m4a" => AudioContainer.M4a,
        var other => throw new MisuseException($"--output {output} does not say a known format ('{other}'): end it in .wav, .flac, .mp3 or .m4a."),
    };
}
