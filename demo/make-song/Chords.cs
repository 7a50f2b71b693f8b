namespace Unbraid.Demo;

/// <summary>Electric piano throughout; a pad and a plucked string in the chorus.</summary>
internal static class Chords
{
    private readonly record struct Hit(double At, double Length);

    private static readonly Hit[] s_rhythm = [new(0, 1.4), new(1.75, 0.6), new(2.5, 1.3)];
    private static readonly Hit[] s_end = [new(0, 4)];
    private static readonly int[] s_arpeggio = [0, 2, 3, 1, 2, 3, 2, 1];

    public static Track Play()
    {
        var track = new Track();
        var random = new Random(5);
        for (var bar = 0; bar < 10; bar++)
        {
            var voicing = Score.Harmony[bar][1..];
            foreach (var hit in bar == 9 ? s_end : s_rhythm)
            {
                for (var i = 0; i < voicing.Length; i++)
                {
                    // The hand rolls the chord a little.
                    var start = Score.Frame(bar * 4 + hit.At) + 300 * i + random.Next(200);
                    track.Add(start, ElectricPiano(voicing[i], hit.Length * 60 / Score.Tempo), 0.125, -0.45 + 0.2 * i);
                }
            }

            if (bar < 5)
            {
                continue;
            }

            foreach (var midi in voicing)
            {
                track.Add(Score.Frame(bar * 4), Pad(midi - 0.06), 0.05, -0.9);
                track.Add(Score.Frame(bar * 4), Pad(midi + 0.06), 0.05, 0.9);
            }

            for (var i = 0; i < (bar == 9 ? 1 : 8); i++)
            {
                track.Add(Score.Frame(bar * 4 + i / 2.0) + random.Next(150), String(voicing[s_arpeggio[i]] + 12, 100 + i), 0.20, 0.7);
            }
        }

        return track.InRoom(0.30, 1.6);
    }

    /// <summary>Frequency modulation, after J. Chowning (1973): one pair of sines for the body, one for the bell at its start.</summary>
    private static double[] ElectricPiano(int midi, double seconds)
    {
        const double Release = 0.25;
        var sound = new double[(int)((seconds + Release) * Score.Rate)];
        var angle = 2 * Math.PI * Score.Hertz(midi);
        for (var i = 0; i < sound.Length; i++)
        {
            var t = i / (double)Score.Rate;
            var body = Math.Sin(angle * t + 1.1 * Math.Exp(-t / 0.5) * Math.Sin(angle * t));
            var bell = 0.16 * Math.Exp(-t / 0.12) * Math.Sin(angle * t + 0.9 * Math.Exp(-t / 0.08) * Math.Sin(14 * angle * t));
            var release = Math.Min(1, (sound.Length - i) / (Release * Score.Rate));
            sound[i] = (body + bell) * Math.Min(1, t / 0.002) * Math.Exp(-t / 1.3) * release * release;
        }

        return sound;
    }

    private static double[] Pad(double midi)
    {
        var sound = new double[Score.Frame(4) + Score.Rate / 4];
        var filter = new Filter();
        var hertz = Score.Hertz(midi);
        for (var i = 0; i < sound.Length; i++)
        {
            var t = i / (double)Score.Rate;
            var saws = 2 * (hertz * t % 1) + 2 * (1.0035 * hertz * t % 1) - 2;
            var envelope = Math.Min(1, t / 0.15) * Math.Min(1, (sound.Length - i) / (0.3 * Score.Rate));
            sound[i] = filter.Low(saws, 900 + 500 * Math.Sin(2 * Math.PI * 0.3 * t), 0.8) * envelope;
        }

        return sound;
    }

    /// <summary>A plucked string, after K. Karplus and A. Strong (1983).</summary>
    private static double[] String(int midi, int seed)
    {
        var random = new Random(seed);
        var length = Score.Rate / Score.Hertz(midi) - 0.5;
        var line = new double[(int)length];
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = 2 * random.NextDouble() - 1;
        }

        // An allpass makes up the fraction of a sample that the line cannot hold.
        var tuning = (1 - (length - line.Length)) / (1 + (length - line.Length));
        var sound = new double[Score.Rate];
        var last = 0.0;
        var lastMean = 0.0;
        var tuned = 0.0;
        for (var i = 0; i < sound.Length; i++)
        {
            ref var cell = ref line[i % line.Length];
            sound[i] = cell * Math.Min(1, (sound.Length - i) / 9600.0);
            var mean = 0.498 * (cell + last);
            last = cell;
            tuned = tuning * (mean - tuned) + lastMean;
            lastMean = mean;
            cell = tuned;
        }

        return sound;
    }
}
