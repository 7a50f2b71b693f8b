namespace Unbraid.Demo;

/// <summary>Brings the song to its loudness under a limiter.</summary>
internal static class Mastering
{
    // Makes the song -14 LUFS loud.
    private const double Loudness = 0.63;
    private const double Ceiling = 0.89;
    private const int LookAhead = 240;

    /// <summary>Returns the mixture. All tracks get the limiter's gain, so that they still sum to it.</summary>
    public static Track Apply(Track[] tracks)
    {
        var gains = LimiterGains(tracks);
        var mixture = new Track();
        var sum = 0.0;
        for (var i = 0; i < Score.Frames; i++)
        {
            sum += gains[i] - (i >= LookAhead ? gains[i - LookAhead] : 0);
            var fade = Math.Min(1, (Score.Frames - i) / (1.2 * Score.Rate));
            var gain = Loudness * fade * sum / Math.Min(i + 1, LookAhead);
            foreach (var track in tracks)
            {
                track.Left[i] *= gain;
                track.Right[i] *= gain;
                mixture.Left[i] += track.Left[i];
                mixture.Right[i] += track.Right[i];
            }
        }

        return mixture;
    }

    /// <summary>What no peak of the next frames may exceed; rises again in 0.12 s.</summary>
    private static double[] LimiterGains(Track[] tracks)
    {
        var peaks = new double[Score.Frames];
        for (var i = 0; i < peaks.Length; i++)
        {
            peaks[i] = Loudness * Math.Max(Math.Abs(tracks.Sum(t => t.Left[i])), Math.Abs(tracks.Sum(t => t.Right[i])));
        }

        var gains = new double[Score.Frames];
        var gain = 1.0;
        for (var i = 0; i < gains.Length; i++)
        {
            var highest = Ceiling;
            foreach (var peak in peaks.AsSpan(i, Math.Min(LookAhead, peaks.Length - i)))
            {
                highest = Math.Max(highest, peak);
            }

            gain = Math.Min(Ceiling / highest, gain + (1 - gain) / (0.12 * Score.Rate));
            gains[i] = gain;
        }

        return gains;
    }
}
