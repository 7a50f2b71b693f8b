namespace Unbraid.Video.Text;

/// <summary>Cuts a paragraph into lines. Widths are in ems, so that one measuring does for every size.</summary>
internal sealed class Wrapping(Paragraph paragraph)
{
    private const float Narrower = 0.95f;

    private readonly List<(int At, bool MayBreak)> _places = LineBreaks.Of(paragraph.Text);

    /// <summary>Fills lines one after the other; what has no place to break and is longer than a line is cut between characters.</summary>
    public List<(int Start, int End)> Lines(float ems)
    {
        var lines = new List<(int, int)>();
        for (int start = 0; start < paragraph.Text.Length || lines.Count == 0;)
        {
            int next = NextLine(start, ems);
            lines.Add((start, TrimmedEnd(start, next)));
            start = next;
        }

        return lines;
    }

    /// <summary>Lines of about the same length, no more of them.</summary>
    public List<(int Start, int End)> Balance(List<(int Start, int End)> lines, float ems)
    {
        for (float narrower = ems * Narrower; lines.Count > 1; narrower *= Narrower)
        {
            var next = Lines(narrower);
            if (next.Count > lines.Count || next.Any(line => IsCutInWord(line.End)))
                break;
            lines = next;
        }

        return lines;
    }

    /// <summary>The longest beginning of the rest that leaves some room in a line.</summary>
    public int Fitting(int start, float ems)
    {
        int end = start;
        foreach (var (at, _) in _places.Append((paragraph.Text.Length, true)).Where(place => place.Item1 > start))
        {
            if (paragraph.Ems(start, at) > ems)
                break;
            end = at;
        }

        return TrimmedEnd(start, end);
    }

    private int NextLine(int start, float ems)
    {
        int fitting = start, breaking = start;
        foreach (var (at, mayBreak) in _places.Append((paragraph.Text.Length, true)).Where(place => place.Item1 > start))
        {
            if (paragraph.Ems(start, TrimmedEnd(start, at)) > ems && fitting > start)
                return breaking > start ? breaking : fitting;
            fitting = at;
            if (mayBreak)
                breaking = at;
        }

        return paragraph.Text.Length;
    }

    private int TrimmedEnd(int start, int end)
    {
        while (end > start && paragraph.Text[end - 1] == ' ')
            end--;
        return end;
    }

    private bool IsCutInWord(int end) =>
        end < paragraph.Text.Length && paragraph.Text[end] != ' ' && !_places.Exists(place => place.At == end && place.MayBreak);
}
