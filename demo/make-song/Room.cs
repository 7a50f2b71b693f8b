namespace Unbraid.Demo;

/// <summary>Reverberation: damped feedback combs side by side, then allpasses in a row, after M. R. Schroeder (1962).</summary>
internal static class Room
{
    private const int PreDelay = 960;
    private static readonly int[] s_combs = [1687, 1601, 2053, 2251, 1949, 1823];
    private static readonly int[] s_allpasses = [605, 480, 245];

    /// <summary>Adds the room to the samples; the spread, in frames, makes one channel's room differ from the other's.</summary>
    public static void Apply(double[] samples, double wet, double seconds, int spread)
    {
        var room = new double[samples.Length];
        foreach (var comb in s_combs)
        {
            var line = new double[comb + spread];
            var feedback = Math.Pow(10, -3.0 * line.Length / Score.Rate / seconds);
            var damped = 0.0;
            for (var i = PreDelay; i < samples.Length; i++)
            {
                ref var cell = ref line[i % line.Length];
                room[i] += cell;
                damped = 0.7 * cell + 0.3 * damped;
                cell = samples[i - PreDelay] + feedback * damped;
            }
        }

        foreach (var allpass in s_allpasses)
        {
            var line = new double[allpass + spread];
            for (var i = 0; i < room.Length; i++)
            {
                ref var cell = ref line[i % line.Length];
                var echo = cell;
                cell = room[i] + 0.5 * echo;
                room[i] = echo - 0.5 * cell;
            }
        }

        var filter = new Filter();
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] += wet / s_combs.Length * filter.High(room[i], 250, 0.7);
        }
    }
}
