namespace Unbraid.Cli;

/// <summary>The word that somebody may have meant.</summary>
internal static class Suggestion
{
    /// <summary><c> Did you mean 'separate'?</c> with a space before it, or nothing where no known word is near.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        var near = known.Select(name => (Name: name, Distance: Distance(word, name))).Where(found => found.Distance <= Math.Max(1, word.Length / 3))
            .OrderBy(found => found.Distance).FirstOrDefault();
        return near.Name is null ? "" : $" Did you mean '{near.Name}'?";
    }

    /// <summary>Letters to insert, leave out, change or swap with their neighbour (Damerau-Levenshtein, each place touched once).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
