namespace Unbraid.Service.Settings;

/// <summary>What somebody may have meant.</summary>
internal static class Spelling
{
    /// <summary>A remedy for a wrong name: the known one nearest to it, or none if nothing is near.</summary>
    public static string DidYouMean(string wrong, IEnumerable<string> known)
    {
        var nearest = known.MinBy(name => Distance(wrong, name));
        return nearest is not null && Distance(wrong, nearest) <= Math.Max(2, wrong.Length / 4)
            ? $"did you mean {nearest}?"
            : "'unbraid settings' lists what there is.";
    }

    /// <summary>Letters to change, add or take away (Levenshtein), whatever their case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[^1];
    }
}
