using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>The stems that a command is given: the files named, and of a folder those that the program writes stems as.</summary>
internal static class StemInputs
{
    /// <param name="inputs">Files and folders.</param>
    /// <param name="output">What becomes of them, which a run before may have left in the folder.</param>
    /// <exception cref="MisuseException">A folder holds none, or the output would be written over one of the files.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> inputs, string output)
    {
        var files = new List<string>();
        foreach (var input in inputs)
        {
            if (!Directory.Exists(input))
            {
                files.Add(input);
            }
            else if (InFolder(input).Where(file => !IsSame(file, output)).ToList() is { Count: > 0 } found)
            {
                files.AddRange(found);
            }
            else
            {
                throw new MisuseException($"The folder '{input}' holds no stems: no {AudioContainers.Listed}.");
            }
        }

        return files.Find(file => IsSame(file, output)) is { } same
            ? throw new MisuseException($"--output {output} would be written over the stem '{same}': choose another.")
            : files;
    }

    private static IEnumerable<string> InFolder(string folder) =>
        Directory.GetFiles(folder)
            .Where(file => AudioContainers.OfFile(file) is not null && !Path.GetFileName(file).StartsWith('.'))
            .Order(StringComparer.Ordinal);

    private static bool IsSame(string a, string b) => Path.GetFullPath(a) == Path.GetFullPath(b);
}
