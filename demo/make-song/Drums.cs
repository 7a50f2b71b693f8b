namespace Unbraid.Demo;

/// <summary>The drummer: what is hit when. The instruments are in <see cref="DrumKit"/>.</summary>
internal static class Drums
{
    private static readonly double[] s_verseKicks = [0, 1.75, 2.5];
    private static readonly double[] s_chorusKicks = [0, 0.75, 2, 2.75];
    private static readonly double[] s_ghosts = [1.75, 2.25];
    private static readonly int[] s_toms = [50, 50, 45, 45, 41, 38];

    public static Track Play()
    {
        var track = new Track();
        var random = new Random(11);
        // No human hits twice alike: a few milliseconds and decibels of difference.
        void Hit(double beat, double[] sound, double gain, double pan) =>
            track.Add(Score.Frame(beat) + random.Next(-140, 140), sound, gain * (0.92 + 0.16 * random.NextDouble()), pan);

        double[][] hats = [.. Enumerable.Range(0, 4).Select(i => DrumKit.Cymbal(0.05 + 0.004 * i, 7800, 20 + i))];
        var kick = DrumKit.Kick();
        var snare = DrumKit.Snare();
        var open = DrumKit.Cymbal(0.16, 7000, 30);
        var crash = DrumKit.Cymbal(0.9, 4200, 31);

        for (var eighth = 0; eighth < 8; eighth++)
        {
            Hit(eighth / 2.0, hats[eighth % 4], eighth % 2 == 0 ? 0.16 : 0.10, 0.35);
        }

        for (var bar = 1; bar < 9; bar++)
        {
            var at = bar * 4.0;
            var chorus = bar >= 5;
            var fill = bar is 4 or 8;
            foreach (var beat in chorus ? s_chorusKicks : s_verseKicks)
            {
                Hit(at + beat, kick, 0.95, 0);
            }

            Hit(at + 1, snare, 0.62, -0.05);
            foreach (var beat in s_ghosts)
            {
                Hit(at + beat, snare, 0.07, -0.05);
            }

            if (!fill)
            {
                Hit(at + 3, snare, 0.66, -0.05);
            }

            for (var sixteenth = 0; sixteenth < (fill ? 10 : 16); sixteenth++)
            {
                var offBeat = sixteenth % 4 == 2;
                var gain = offBeat ? 0.24 : sixteenth % 2 == 0 ? 0.18 : 0.07;
                Hit(at + sixteenth / 4.0, chorus && offBeat ? open : hats[sixteenth % 4], gain, 0.35);
            }
        }

        for (var i = 0; i < s_toms.Length; i++)
        {
            Hit(Score.Chorus - 1.5 + i / 4.0, DrumKit.Tom(s_toms[i]), 0.62, -0.6 + 0.24 * i);
            var tom = i % 3 == 2;
            Hit(Score.End - 1.5 + i / 4.0, tom ? DrumKit.Tom(45) : snare, 0.34 + 0.06 * i, tom ? 0.4 : -0.05);
        }

        foreach (var beat in new[] { Score.Chorus, Score.End })
        {
            Hit(beat, crash, 0.42, -0.5);
            Hit(beat, kick, 0.4, 0);
        }

        return track.InRoom(0.22, 0.7);
    }
}
