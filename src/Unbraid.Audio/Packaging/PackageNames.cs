using System.Xml;

namespace Unbraid.Audio.Packaging;

/// <summary>Names of the files in a package: fit for every system, and no two that differ in nothing but case.</summary>
internal sealed class PackageNames(params IEnumerable<string> taken)
{
    private const int Longest = 100;

    private readonly HashSet<string> _taken = new(taken, StringComparer.OrdinalIgnoreCase);

    /// <summary>A text of one line that every format can hold; never empty.</summary>
    public static string Text(string text, string otherwise)
    {
        var line = PlainText.OneLine(string.Concat(text.EnumerateRunes().Where(rune => rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value)))).Trim();
        return line.Length > 0 ? line : otherwise;
    }

    /// <summary>A text as the name of a file, without an extension; never empty.</summary>
    public static string File(string text, string otherwise) => Cut(PlainText.FileName(Text(text, ""))) is { Length: > 0 } name ? name : otherwise;

    /// <summary>The next free name.</summary>
    /// <param name="stem">What it is to be called.</param>
    /// <param name="extension">With the dot.</param>
    public string Next(string stem, string extension)
    {
        var name = File(stem, "stem");
        var candidate = name + extension;
        for (int number = 2; !_taken.Add(candidate); number++)
            candidate = $"{name} ({number}){extension}";
        return candidate;
    }

    private static string Cut(string name)
    {
        if (name.Length <= Longest)
            return name;
        int length = char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest;
        return name[..length].TrimEnd(' ', '.');
    }
}
