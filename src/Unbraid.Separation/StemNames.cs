using System.Text;
using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Names of stem files, without extension, out of a template such as <c>{title} - {stem}</c>.</summary>
/// <remarks>
/// In what takes a placeholder's place, letters that no file system or shell takes kindly become <c>_</c>, and all beyond 100 bytes of UTF-8 is cut off.
/// <c>{{</c> and <c>}}</c> are braces.
/// </remarks>
public sealed class StemNames
{
    /// <summary>What a song without a name is called.</summary>
    internal const string Untitled = "untitled";

    private const int MaxValueBytes = 100;

    private const string Stem = "stem";

    private static readonly string[] s_ofTags = ["title", "artist", "album"];
    private static readonly System.Buffers.SearchValues<char> s_unsafe = System.Buffers.SearchValues.Create("/\\:*?\"<>|");

    private readonly string _template;
    private readonly List<(string Text, bool IsPlaceholder)> _parts;

    private StemNames(string template, List<(string Text, bool IsPlaceholder)> parts) => (_template, _parts) = (template, parts);

    /// <summary>The placeholders: the stem, tags of the song (a missing title is the name of its file), the model, and the name of the song's file.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = [Stem, .. s_ofTags, "model", "file"];

    /// <summary>The name of a file is that of its stem.</summary>
    public static StemNames Default { get; } = Parse("{stem}");

    /// <summary>Whether names depend on the song's tags.</summary>
    internal bool NeedTags => _parts.Exists(part => part.IsPlaceholder && s_ofTags.Contains(part.Text));

    /// <exception cref="SeparationException">The template cannot be read; the message says what can be.</exception>
    public static StemNames Parse(string template)
    {
        var parts = new List<(string, bool)>();
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var letter = template[i];
            if (letter is '{' or '}' && i + 1 < template.Length && template[i + 1] == letter)
                text.Append(template[i++]);
            else if (letter == '{')
                i = ReadPlaceholder(template, i, text, parts);
            else if (letter == '}')
                throw Wrong(template, "has a } without a { before it; write }} for a brace");
            else if (s_unsafe.Contains(letter) || char.IsControl(letter))
                throw Wrong(template, $"has a '{letter}', which no name of a file may have");
            else
                text.Append(letter);
        }

        parts.Add((text.ToString(), false));
        return new StemNames(template, parts);
    }

    /// <summary>The name of each of a song's files.</summary>
    /// <param name="song">Path of the song.</param>
    /// <param name="tags">What it says about itself; not looked at unless <see cref="NeedTags"/>.</param>
    /// <param name="model">What makes the stems.</param>
    /// <param name="stems">All that are written.</param>
    /// <exception cref="SeparationException">Two of them have one name.</exception>
    internal IReadOnlyList<string> Of(string song, AudioTags tags, string model, IReadOnlyList<string> stems)
    {
        var names = stems.Select(stem => Of(song, tags, model, stem)).ToList();
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count ? names : throw Same(stems);
    }

    /// <exception cref="SeparationException">All of several stems would have one name.</exception>
    internal void Check(IReadOnlyList<string> stems)
    {
        if (stems.Count > 1 && !_parts.Contains((Stem, true)))
            throw Same(stems);
    }

    private SeparationException Same(IReadOnlyList<string> stems) =>
        new($"The name '{_template}' is the same for several of the stems {string.Join(", ", stems)}: put {{stem}} into it.");

    private string Of(string song, AudioTags tags, string model, string stem)
    {
        var name = string.Concat(_parts.Select(part => part.IsPlaceholder ? Safe(ValueOf(part.Text, song, tags, model, stem)) : part.Text)).Trim();
        // A leading dot hides a file.
        return name.StartsWith('.') ? $"_{name[1..]}" : name;
    }

    private static string ValueOf(string placeholder, string song, AudioTags tags, string model, string stem)
    {
        var file = Path.GetFileNameWithoutExtension(song) is { Length: > 0 } name ? name : Untitled;
        return placeholder switch
        {
            Stem => stem,
            "model" => model,
            "file" => file,
            _ when tags.Values.TryGetValue(placeholder, out var tag) && !string.IsNullOrWhiteSpace(tag) => tag,
            "title" => file,
            _ => $"unknown {placeholder}",
        };
    }

    private static string Safe(string value)
    {
        var safe = new StringBuilder();
        var bytes = 0;
        foreach (var rune in value.Trim().EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > MaxValueBytes)
                break;
            safe.Append(Rune.IsControl(rune) || (rune.IsAscii && s_unsafe.Contains((char)rune.Value)) ? "_" : rune.ToString());
        }

        return safe.ToString();
    }

    private static int ReadPlaceholder(string template, int start, StringBuilder text, List<(string, bool)> parts)
    {
        var end = template.IndexOf('}', start);
        if (end < 0)
            throw Wrong(template, "has a { without a } after it; write {{ for a brace");
        var name = template[(start + 1)..end];
        if (!Placeholders.Contains(name))
            throw Wrong(template, $"has the placeholder {{{name}}}, which is not known; there are {string.Join(", ", Placeholders.Select(known => $"{{{known}}}"))}");
        parts.Add((text.ToString(), false));
        parts.Add((name, true));
        text.Clear();
        return end;
    }

    private static SeparationException Wrong(string template, string what) => new($"The name '{template}' {what}.");
}
