using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>The values of <c>--bits</c>.</summary>
internal static class SampleBits
{
    /// <exception cref="MisuseException">It is none of them.</exception>
    public static SampleType Of(string bits) => bits switch
    {
        "16" => SampleType.Int16,
        "24" => SampleType.Int24,
        "32f" => SampleType.Float32,
        _ => throw new MisuseException($"--bits {bits} is not known: choose 16, 24 or 32f."),
    };
}
