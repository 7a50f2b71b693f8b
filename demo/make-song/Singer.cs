namespace Unbraid.Demo;

/// <summary>A voice: pulses of the cords through five formants in a row, after D. H. Klatt (1980), and noise for the consonants.</summary>
internal static class Singer
{
    // Widths in Hz of the five formants; the upper two stand still and give the voice its ring.
    private static readonly double[] s_widths = [80, 95, 130, 180, 260];
    private const double F4 = 3350;
    private const double F5 = 4100;

    private readonly record struct Aim(Phoneme Sound, double Hertz, int NoteStart);

    /// <param name="syllables">What to sing.</param>
    /// <param name="size">Formants are higher by this factor: 1 is a large mouth, 1.15 a small one.</param>
    /// <param name="seed">Of breath and unsteadiness.</param>
    public static double[] Sing(Syllable[] syllables, double size, int seed)
    {
        var aims = Plan(syllables);
        var random = new Random(seed);
        var sound = new double[Score.Frames];
        var formants = new Resonator[5];
        var centers = new double[5];
        (centers[3], centers[4]) = (F4 * size, F5 * size);
        var hissFilter = new Filter();
        var tilt = new Filter();
        double f1 = 400, f2 = 1400, f3 = 2500, voice = 0, breath = 0, hiss = 0, hissPitch = 5000, pitch = 220;
        double phase = 0, drift = 0, vibrato = 0;
        for (var i = 0; i < sound.Length; i++)
        {
            // Mouth and cords move slower than the letters: smoothing them is what joins the sounds.
            var aim = aims[i];
            Follow(ref f1, aim.Sound.F1, 0.016);
            Follow(ref f2, aim.Sound.F2, 0.016);
            Follow(ref f3, aim.Sound.F3, 0.016);
            Follow(ref voice, aim.Sound.Voice, 0.009);
            Follow(ref breath, aim.Sound.Breath, 0.006);
            Follow(ref hiss, aim.Sound.Hiss, 0.006);
            Follow(ref hissPitch, aim.Sound.HissPitch, 0.006);
            Follow(ref pitch, aim.Hertz, 0.022);

            var noise = 2 * random.NextDouble() - 1;
            drift += (noise - drift) / (0.1 * Score.Rate);
            vibrato += 2 * Math.PI * (5.4 + 0.2 * seed) / Score.Rate;
            // Vibrato sets in when a note has stood for a while.
            var depth = 0.022 * Math.Clamp(((i - aim.NoteStart) / (double)Score.Rate - 0.18) / 0.35, 0, 1);
            var hertz = pitch * (1 + depth * Math.Sin(vibrato) + 0.3 * drift);
            phase += hertz / Score.Rate;
            phase -= Math.Floor(phase);

            // Derivative of the flow through the cords: open for 60 % of a period, then shut at once.
            var open = phase / 0.6;
            var pulse = open < 1 ? open * (2 - 3 * open) : 0;
            var x = tilt.Low(voice * pulse, 5200, 0.6) + breath * noise * (open < 1 ? 0.4 + 0.6 * open : 0.4);

            // A first formant below the pitch would mute the note: singers raise it.
            centers[0] = Math.Max(f1 * size, 1.05 * hertz);
            (centers[1], centers[2]) = (f2 * size, f3 * size);
            for (var k = 0; k < formants.Length; k++)
            {
                x = formants[k].Run(x, centers[k], s_widths[k]);
            }

            sound[i] = x + hiss * hissFilter.Band(noise, hissPitch, 1.6);
        }

        return sound;
    }

    /// <summary>What is aimed at, frame by frame. Vowels start on the beat; the consonants before them come early.</summary>
    private static Aim[] Plan(Syllable[] syllables)
    {
        var aims = new Aim[Score.Frames];
        Array.Fill(aims, new Aim(Phoneme.Silence, 220, 0));
        foreach (var syllable in syllables)
        {
            var sounds = Phoneme.Spell(syllable.Sounds);
            var onset = sounds.TakeWhile(sound => !sound.IsVowel).Sum(Frames);
            var coda = sounds.Sum(Frames) - onset;
            var start = Score.Frame(syllable.At);
            var end = Score.Frame(syllable.At + syllable.Length);
            var from = start - onset;
            foreach (var sound in sounds)
            {
                var to = Math.Min(sound.IsVowel ? Math.Max(from, end - coda) : from + Frames(sound), Score.Frames);
                aims.AsSpan(from..to).Fill(new Aim(sound, Score.Hertz(syllable.Midi), start));
                from = to;
            }

            // The pitch stays where it was when the voice falls silent.
            aims.AsSpan(from..).Fill(new Aim(Phoneme.Silence, Score.Hertz(syllable.Midi), start));
        }

        return aims;
    }

    private static int Frames(Phoneme sound) => (int)(sound.Seconds * Score.Rate);

    private static void Follow(ref double value, double aim, double seconds) => value += (aim - value) / (seconds * Score.Rate);

    private struct Resonator
    {
        private double _y1;
        private double _y2;

        public double Run(double x, double hertz, double width)
        {
            var c = -Math.Exp(-2 * Math.PI * width / Score.Rate);
            var b = 2 * Math.Exp(-Math.PI * width / Score.Rate) * Math.Cos(2 * Math.PI * hertz / Score.Rate);
            var y = (1 - b - c) * x + b * _y1 + c * _y2;
            (_y1, _y2) = (y, _y1);
            return y;
        }
    }
}
