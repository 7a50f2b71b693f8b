using System.Globalization;
using Unbraid.Audio;
using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Names for songs and instruments.</summary>
internal static class Titles
{
    private const int Longest = 80, LongestLine = 48;
    private static readonly string[] s_things = ["Morning", "River", "Lights", "Window", "Road", "Letter", "Garden", "Harbour", "Shadow", "Season", "Signal", "Thread"];

    /// <summary>The title given, else the first line of the chorus or of the words, else mood and a thing.</summary>
    public static string Choose(SongRequest request, Style style, Score score)
    {
        var line = score.Form.Sections.Where(section => section.Lines.Count > 0).OrderBy(section => section.Kind == SectionKind.Chorus ? 0 : 1)
            .Select(section => section.Lines[0]).FirstOrDefault();
        var title = !string.IsNullOrWhiteSpace(request.Title) ? request.Title.Trim()
            : line is not null && !request.Instrumental ? TitleText.Shorten(line, LongestLine)
            : CultureInfo.InvariantCulture.TextInfo.ToTitleCase($"{style.Mood ?? style.Genre.Name} {new Pcg32(request.Seed, "title").Pick(s_things)}");
        return TitleText.Shorten(PlainText.OneLine(title), Longest);
    }

    /// <summary>"FingerBass" as "finger bass".</summary>
    public static string Spaced(Timbre timbre) =>
        string.Concat(timbre.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
