namespace Unbraid.Video.Text;

/// <summary>A text whose directions, fonts and widths are known; lines are cut out of it.</summary>
internal sealed class Paragraph
{
    private readonly TextStyle _style;
    private readonly Bidi _bidi;
    private readonly List<TextRun> _runs;
    private readonly float[] _ends;

    /// <param name="text">One line of text without characters that set a direction.</param>
    /// <param name="style">How it is set.</param>
    /// <param name="baseLevel">0 from left to right, 1 from right to left; null: as its first letter is.</param>
    public Paragraph(string text, TextStyle style, int? baseLevel = null)
    {
        (Text, _style) = (text, style);
        _bidi = Bidi.Resolve(text, baseLevel);
        _runs = TextRuns.Of(text, _bidi.Levels, style);
        _ends = Ends();
    }

    public string Text { get; }

    public int BaseLevel => _bidi.Base;

    /// <summary>Width of a part, in ems, as it is in the whole.</summary>
    public float Ems(int start, int end) => _ends[end] - _ends[start];

    public TextLine WholeLine() => Line(0, Text.Length);

    /// <summary>A part as a line of its own.</summary>
    public TextLine Line(int start, int end)
    {
        var runs = _runs.Where(run => run.End > start && run.Start < end)
            .Select(run => run with { Start = Math.Max(run.Start, start), End = Math.Min(run.End, end) }).ToList();
        return new(Text[start..end], BaseLevel == 1, _style.Bold, [.. InSight(runs).Select(run => Shaper.Shape(Text, run, _style))]);
    }

    /// <summary>Where each char ends, from the start of the text, in ems.</summary>
    private float[] Ends()
    {
        var ends = new float[Text.Length + 1];
        foreach (var shaped in _runs.Select(run => Shaper.Shape(Text, run, _style)))
        {
            for (int i = 0; i < shaped.Ids.Length; i++)
                ends[shaped.Clusters[i] + 1] += shaped.Advances[i];
        }

        for (int i = 1; i < ends.Length; i++)
            ends[i] += ends[i - 1];
        return ends;
    }

    /// <summary>Rule L2 of the bidirectional algorithm: from left to right, as they are seen.</summary>
    private static List<TextRun> InSight(List<TextRun> runs)
    {
        for (int level = runs.Select(run => (int)run.Level).DefaultIfEmpty().Max(); level > 0; level--)
        {
            for (int from = 0; from < runs.Count; from++)
            {
                int count = runs.Skip(from).TakeWhile(run => run.Level >= level).Count();
                runs.Reverse(from, count);
                from += count;
            }
        }

        return runs;
    }
}
