using System.IO.Enumeration;

namespace Unbraid.Cli;

/// <summary>The songs that a folder stands for: its files with an extension of sound, in the order of their names.</summary>
internal static class SongFolder
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp3", ".mp2", ".wav", ".wave", ".bwf", ".w64", ".rf64", ".flac", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".wma", ".aif", ".aiff", ".aifc",
        ".caf", ".au", ".snd", ".mka", ".ac3", ".eac3", ".dts", ".ape", ".wv", ".tta", ".tak", ".mpc", ".amr", ".dsf", ".alac", ".spx", ".voc",
        ".dff", ".mlp", ".thd", ".sbc",
    };

    /// <summary>Whether a name is that of a sound file.</summary>
    public static bool IsSong(string path) => s_extensions.Contains(Path.GetExtension(path));

    /// <summary>The inputs with each folder replaced by its songs. A folder without any stays, for <see cref="SongSource"/> to refuse.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="recursive">Whether the folders in a folder count too; links to folders are not followed.</param>
    /// <param name="output">Folder of the results: what lies in it is no song.</param>
    public static IReadOnlyList<string> Expand(IEnumerable<string> inputs, bool recursive, string output) =>
        [.. inputs.SelectMany(input => Directory.Exists(input) && Songs(input, recursive, output) is { Count: > 0 } songs ? songs : [input])];

    private static List<string> Songs(string folder, bool recursive, string output)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recursive, AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = true };
        var results = Path.GetFullPath(output);
        var files = new FileSystemEnumerable<string>(folder, (ref entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && IsSong(entry.ToFullPath()),
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.ToFullPath() != results,
        };
        return [.. files.Order(StringComparer.Ordinal)];
    }
}
