using Unbraid.Audio;

namespace Unbraid.Video.Text;

/// <summary>A text cut into lines, and the size in which they fit.</summary>
/// <param name="Lines">At least one.</param>
/// <param name="Size">Height of an em, in pixels.</param>
internal sealed record TitleLayout(IReadOnlyList<TextLine> Lines, int Size)
{
    private const string Ellipsis = "…";

    /// <summary>The largest of the sizes in which the text fits into so many lines; at the smallest, what does not fit ends with an ellipsis.</summary>
    /// <param name="text">Any text; control characters and line ends count as spaces.</param>
    /// <param name="style">How it is set.</param>
    /// <param name="width">Of a line, in pixels.</param>
    /// <param name="maxLines">At least 1.</param>
    /// <param name="sizes">Height of an em in pixels, largest first.</param>
    public static TitleLayout Fit(string text, TextStyle style, float width, int maxLines, params ReadOnlySpan<int> sizes)
    {
        var words = PlainText.OneLine(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var paragraph = new Paragraph(string.Join(' ', words), style);
        var wrapping = new Wrapping(paragraph);
        foreach (int size in sizes)
        {
            var lines = wrapping.Lines(width / size);
            if (lines.Count <= maxLines)
                return new([.. wrapping.Balance(lines, width / size).Select(line => paragraph.Line(line.Start, line.End))], size);
        }

        float ems = width / sizes[^1];
        var kept = wrapping.Lines(ems).Take(maxLines).ToList();
        var whole = kept[..^1].Select(line => paragraph.Line(line.Start, line.End));
        return new([.. whole, Cut(paragraph, style, wrapping, kept[^1].Start, ems)], sizes[^1]);
    }

    /// <summary>As much as fits before an ellipsis.</summary>
    private static TextLine Cut(Paragraph paragraph, TextStyle style, Wrapping wrapping, int start, float ems)
    {
        float room = ems - new Paragraph(Ellipsis, style).WholeLine().Width;
        while (true)
        {
            int end = wrapping.Fitting(start, room);
            var line = new Paragraph(paragraph.Text[start..end] + Ellipsis, style, paragraph.BaseLevel).WholeLine();
            // A letter that now ends a word may have another form, which is wider.
            if (line.Width <= ems || end == start)
                return line;
            room -= line.Width - ems;
        }
    }
}
