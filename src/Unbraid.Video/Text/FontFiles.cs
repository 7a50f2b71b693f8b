using SkiaSharp;

namespace Unbraid.Video.Text;

/// <summary>The fonts of the machine by their files. Skia would ask fontconfig, which need not be there, and whose answers depend on the user.</summary>
internal static class FontFiles
{
    /// <summary>More than any collection holds.</summary>
    private const int MostInCollection = 64;

    private static readonly string[] s_folders =
    [
        "/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
        Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "fonts"),
    ];

    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase) { ".ttf", ".otf", ".ttc", ".otc" };

    private static readonly EnumerationOptions s_whole = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>All that can be opened, ordered by their files.</summary>
    public static IEnumerable<SKTypeface> Open() => s_folders.Where(Path.IsPathRooted).Where(Directory.Exists).Distinct(StringComparer.Ordinal)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", s_whole).Where(path => s_extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal))
        .SelectMany(Faces);

    private static IEnumerable<SKTypeface> Faces(string path)
    {
        int most = path.EndsWith('c') || path.EndsWith('C') ? MostInCollection : 1;
        for (int index = 0; index < most && SKTypeface.FromFile(path, index) is { } face; index++)
            yield return face;
    }
}
