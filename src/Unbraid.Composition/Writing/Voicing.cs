namespace Unbraid.Composition.Writing;

/// <summary>Sets chords for a keyboard or a guitar: close position, each chord as near to the one before as it can be.</summary>
internal sealed class Voicing(int center)
{
    private int[]? _last;

    /// <summary>Pitches of the chord, ascending.</summary>
    public IReadOnlyList<int> Next(Chord chord)
    {
        int[]? best = null;
        var bestCost = double.MaxValue;
        for (var lowest = center - 9; lowest <= center + 4; lowest++)
        {
            var tones = chord.Tones.Select(tone => lowest + (((chord.Root + tone - lowest) % 12) + 12) % 12).Distinct().Order().ToArray();
            if (!chord.Tones.Any(tone => (chord.Root + tone - lowest) % 12 == 0))
            {
                continue;
            }

            var cost = Math.Abs(tones.Average() - center) * 0.5 + (_last is null ? 0 : Distance(tones, _last));
            (best, bestCost) = cost < bestCost ? (tones, cost) : (best, bestCost);
        }

        _last = best ?? [center];
        return _last;
    }

    private static double Distance(int[] tones, int[] last)
    {
        var sum = 0;
        foreach (var tone in tones)
        {
            sum += last.Min(other => Math.Abs(other - tone));
        }

        return sum;
    }
}
