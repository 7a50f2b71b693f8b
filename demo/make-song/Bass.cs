namespace Unbraid.Demo;

/// <summary>A finger bass: a filtered sawtooth over a sine.</summary>
internal static class Bass
{
    private readonly record struct Note(double At, double Length, int Interval);

    private static readonly Note[] s_verse = [new(0, 0.9, 0), new(1.5, 0.3, 0), new(1.75, 0.5, 7), new(2.5, 0.8, 12), new(3.5, 0.4, 7)];

    private static readonly Note[] s_chorus =
    [
        new(0, 0.45, 0), new(0.75, 0.2, 0), new(1, 0.45, 12), new(1.5, 0.4, 0), new(2, 0.45, 0),
        new(2.75, 0.2, 7), new(3, 0.45, 12), new(3.5, 0.25, 7), new(3.75, 0.2, 10),
    ];

    private static readonly Note[] s_end = [new(0, 3.6, 0)];

    public static Track Play()
    {
        var track = new Track();
        for (var bar = 1; bar < 10; bar++)
        {
            foreach (var note in bar == 9 ? s_end : bar >= 5 ? s_chorus : s_verse)
            {
                var start = Score.Frame(bar * 4 + note.At);
                var frames = Score.Frame(bar * 4 + note.At + note.Length) - start;
                track.Add(start, Pluck(Score.Harmony[bar][0] + note.Interval, frames), 0.62, 0);
            }
        }

        return track;
    }

    private static double[] Pluck(int midi, int frames)
    {
        const int Release = 2400;
        var sound = new double[frames + Release];
        var first = new Filter();
        var second = new Filter();
        var hertz = Score.Hertz(midi);
        var phase = 0.0;
        for (var i = 0; i < sound.Length; i++)
        {
            var t = i / (double)Score.Rate;
            // The finger slides into the note from a little below.
            phase += hertz * (1 - 0.02 * Math.Exp(-t / 0.02)) / Score.Rate;
            var saw = 2 * (phase - Math.Floor(phase)) - 1;
            var cutoff = 260 + hertz + 1500 * Math.Exp(-t / 0.09);
            var tone = second.Low(first.Low(saw, cutoff, 0.9), cutoff * 1.5, 0.6) + 0.6 * Math.Sin(2 * Math.PI * phase);
            var envelope = Math.Min(1, t / 0.004) * (0.55 + 0.45 * Math.Exp(-t / 0.25));
            sound[i] = Math.Tanh(1.3 * tone) * envelope * Math.Min(1, (sound.Length - i) / (double)Release);
        }

        return sound;
    }
}
