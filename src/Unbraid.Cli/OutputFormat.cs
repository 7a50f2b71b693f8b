using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>The format that the name of an output file says.</summary>
internal static class OutputFormat
{
    /// <exception cref="MisuseException">It says none that can be written.</exception>
    public static AudioContainer Of(string output) => AudioContainers.OfFile(output) ?? throw new MisuseException(
        $"--output {output} does not say a known format ('{Path.GetExtension(output).ToLowerInvariant()}'): end it in {string.Join(", ", AudioContainers.ByName.Keys.Select(name => $".{name}"))}.");
}
