using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Features.Generation;

/// <summary>The words that a client sent beside those that a generator says it sang.</summary>
internal static class ClientWords
{
    /// <summary>
    /// The generator's lines, unless they are fewer than the client's: then the client's own, with the times of those that the generator
    /// repeats.
    /// </summary>
    /// <returns>Null if there are none.</returns>
    public static IReadOnlyList<SungLine>? Keep(string? lyrics, IReadOnlyList<SungLine>? sung)
    {
        var own = (lyrics ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !LyricSheet.IsTag(line)).ToList();
        var theirs = sung ?? [];
        if (theirs.Count >= own.Count)
            return sung;
        var next = 0;
        return own.ConvertAll(line =>
        {
            var found = Enumerable.Range(next, theirs.Count - next).FirstOrDefault(i => SongTexts.SameWords(theirs[i].Text, line), -1);
            if (found < 0)
                return new SungLine { Text = line };
            next = found + 1;
            return theirs[found] with { Text = line };
        });
    }
}
