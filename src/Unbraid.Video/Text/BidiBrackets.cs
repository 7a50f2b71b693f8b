namespace Unbraid.Video.Text;

/// <summary>Rule N0 of the bidirectional algorithm: both brackets of a pair go the same way.</summary>
internal static class BidiBrackets
{
    private const string Opening = "([{⁅⁽₍❨❪❬❮❰❲❴⟦⟨⟪⟬⟮〈《「『【〔〖〘〚（［｛｟｢", Closing = ")]}⁆⁾₎❩❫❭❯❱❳❵⟧⟩⟫⟭⟯〉》」』】〕〗〙〛）］｝｠｣";

    /// <summary>As many as the algorithm wants to be remembered.</summary>
    private const int MostOpen = 63;

    /// <param name="text">The line.</param>
    /// <param name="classes">Of its chars, with numbers resolved; those of brackets are changed.</param>
    /// <param name="direction">Of the whole line.</param>
    public static void Resolve(string text, BidiClass[] classes, BidiClass direction)
    {
        foreach (var (open, close) in Pairs(text, classes).OrderBy(pair => pair.Open))
        {
            var inside = classes[(open + 1)..close].Where(c => c != BidiClass.ON).Select(Bidi.Side).ToHashSet();
            if (inside.Count == 0)
                continue;
            // What is inside runs the other way: the pair goes with it where the text before does.
            var side = inside.Contains(direction) || Before(classes, open, direction) == direction ? direction : inside.Single();
            classes[open] = classes[close] = side;
        }
    }

    private static BidiClass Before(BidiClass[] classes, int at, BidiClass direction)
    {
        int last = Array.FindLastIndex(classes, at, c => c != BidiClass.ON);
        return last < 0 ? direction : Bidi.Side(classes[last]);
    }

    private static List<(int Open, int Close)> Pairs(string text, BidiClass[] classes)
    {
        var pairs = new List<(int, int)>();
        var open = new Stack<(int Bracket, int At)>();
        for (int at = 0; at < text.Length; at++)
        {
            if (classes[at] != BidiClass.ON)
                continue;
            if (Opening.IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var bracket)
            {
                if (open.Count == MostOpen)
                    return [];
                open.Push((bracket, at));
            }
            else if (Closing.IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var closed && open.Any(entry => entry.Bracket == closed))
            {
                while (open.Peek().Bracket != closed)
                    open.Pop();
                pairs.Add((open.Pop().At, at));
            }
        }

        return pairs;
    }
}
