namespace Unbraid.Video.Text;

/// <summary>
/// The direction of each character of a line, after the bidirectional algorithm of Unicode (UAX #9) for texts without embeddings: those of
/// its characters that set a direction are taken out of texts before.
/// </summary>
/// <param name="Base">Level of the whole: 0 from left to right, 1 from right to left.</param>
/// <param name="Levels">For each char; odd ones run from right to left.</param>
internal sealed record Bidi(int Base, byte[] Levels)
{
    /// <param name="text">One line.</param>
    /// <param name="baseLevel">Of the whole; null: as the first letter is.</param>
    public static Bidi Resolve(string text, int? baseLevel = null)
    {
        var classes = Classes(text);
        int level = baseLevel ?? (classes.FirstOrDefault(c => c is BidiClass.L or BidiClass.R or BidiClass.AL, BidiClass.L) == BidiClass.L ? 0 : 1);
        var direction = level == 0 ? BidiClass.L : BidiClass.R;
        ResolveNumbers(classes, direction);
        BidiBrackets.Resolve(text, classes, direction);
        ResolveNeutrals(classes, direction);
        return new(level, [.. classes.Select(c => Level(c, level))]);
    }

    private static BidiClass[] Classes(string text)
    {
        var classes = new BidiClass[text.Length];
        int at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            classes.AsSpan(at, rune.Utf16SequenceLength).Fill(BidiClasses.Of(rune));
            at += rune.Utf16SequenceLength;
        }

        return classes;
    }

    /// <summary>Rules W1 to W7: marks and numbers go with what is before them.</summary>
    private static void ResolveNumbers(BidiClass[] classes, BidiClass direction)
    {
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] == BidiClass.NSM)
                classes[i] = i > 0 ? classes[i - 1] : direction;
        }

        var strong = direction;
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] is BidiClass.L or BidiClass.R or BidiClass.AL)
                strong = classes[i];
            else if (classes[i] == BidiClass.EN && strong == BidiClass.AL)
                classes[i] = BidiClass.AN;
        }

        for (int i = 1; i + 1 < classes.Length; i++)
        {
            var (before, after) = (classes[i - 1], classes[i + 1]);
            if (before == after && ((before == BidiClass.EN && classes[i] is BidiClass.ES or BidiClass.CS) || (before == BidiClass.AN && classes[i] == BidiClass.CS)))
                classes[i] = before;
        }

        foreach (var (from, to) in Stretches(classes, c => c == BidiClass.ET))
        {
            if ((from > 0 && classes[from - 1] == BidiClass.EN) || (to < classes.Length && classes[to] == BidiClass.EN))
                classes.AsSpan(from..to).Fill(BidiClass.EN);
        }

        strong = direction;
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = classes[i] switch
            {
                BidiClass.AL => BidiClass.R,
                BidiClass.ES or BidiClass.ET or BidiClass.CS => BidiClass.ON,
                BidiClass.EN when strong == BidiClass.L => BidiClass.L,
                var other => other,
            };
            if (classes[i] is BidiClass.L or BidiClass.R)
                strong = classes[i];
        }
    }

    /// <summary>Rules N1 and N2: what is neutral goes with both its sides where they agree, and with the whole line else.</summary>
    private static void ResolveNeutrals(BidiClass[] classes, BidiClass direction)
    {
        foreach (var (from, to) in Stretches(classes, c => c == BidiClass.ON))
        {
            var before = from == 0 ? direction : Side(classes[from - 1]);
            var after = to == classes.Length ? direction : Side(classes[to]);
            classes.AsSpan(from..to).Fill(before == after ? before : direction);
        }
    }

    /// <summary>A number counts as right to left to what stands beside it.</summary>
    public static BidiClass Side(BidiClass resolved) => resolved == BidiClass.L ? BidiClass.L : BidiClass.R;

    /// <summary>Rules I1 and I2.</summary>
    private static byte Level(BidiClass resolved, int level) => resolved switch
    {
        BidiClass.R => 1,
        BidiClass.L when level == 0 => 0,
        _ => 2,
    };

    private static IEnumerable<(int From, int To)> Stretches(BidiClass[] classes, Func<BidiClass, bool> belongs)
    {
        for (int from = 0; from < classes.Length; from++)
        {
            int to = from;
            while (to < classes.Length && belongs(classes[to]))
                to++;
            if (to > from)
                yield return (from, to);
            from = to;
        }
    }
}
