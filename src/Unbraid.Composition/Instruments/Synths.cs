using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>Sawtooth instruments: oscillators a little out of tune with each other, a filter that moves, vibrato.</summary>
internal static class Synths
{
    private sealed record Voice
    {
        /// <summary>How far apart the oscillators are, in cents.</summary>
        public double Detune { get; init; } = 7;

        public int Oscillators { get; init; } = 2;

        /// <summary>A sine an octave below.</summary>
        public double Sub { get; init; }

        /// <summary>Cutoff at rest, in Hz, and how far it follows the pitch.</summary>
        public (double Hertz, double Follow) Cutoff { get; init; } = (1200, 1);

        /// <summary>What the attack adds to the cutoff, in Hz, and how fast that fades, in seconds.</summary>
        public (double Hertz, double Seconds) Sweep { get; init; } = (0, 0.1);

        public double Resonance { get; init; } = 0.8;

        /// <summary>Depth of the vibrato as a part of the frequency; it sets in slowly.</summary>
        public double Vibrato { get; init; }

        public double Breath { get; init; }

        public double Drive { get; init; }

        public double Attack { get; init; } = 0.005;

        public double Release { get; init; } = 0.1;

        /// <summary>Fades to this part in <see cref="Fade"/> seconds.</summary>
        public double Sustain { get; init; } = 1;

        public double Fade { get; init; } = 0.3;
    }

    public static float[] Pad(Tone tone) => Play(tone, new() { Oscillators = 3, Detune = 11, Cutoff = (700, 1.5), Sweep = (500, 1.2), Attack = 0.25, Release = 0.6 });

    public static float[] Strings(Tone tone) =>
        Play(tone, new() { Oscillators = 3, Detune = 9, Cutoff = (1500, 2), Sweep = (600, 0.4), Vibrato = 0.004, Attack = 0.11, Release = 0.35 });

    public static float[] Lead(Tone tone) =>
        Play(tone, new() { Detune = 8, Cutoff = (1400, 1.5), Sweep = (2200, 0.15), Resonance = 1.2, Vibrato = 0.006, Attack = 0.006, Release = 0.09 });

    public static float[] Pluck(Tone tone) =>
        Play(tone, new() { Detune = 6, Cutoff = (300, 1), Sweep = (2500 + 2500 * tone.Velocity, 0.09), Resonance = 1.3, Attack = 0.002, Release = 0.15, Sustain = 0, Fade = 0.25 });

    public static float[] Brass(Tone tone) =>
        Play(tone, new() { Detune = 5, Cutoff = (700, 1.5), Sweep = (1500 + 1500 * tone.Velocity, 0.35), Vibrato = 0.005, Attack = 0.035, Release = 0.09 });

    public static float[] Flute(Tone tone) =>
        Play(tone, new() { Oscillators = 1, Cutoff = (250, 1.1), Vibrato = 0.006, Breath = 0.05, Attack = 0.05, Release = 0.1, Sub = 0 });

    public static float[] FingerBass(Tone tone) =>
        Play(tone, new() { Oscillators = 1, Sub = 0.6, Cutoff = (200, 1.3), Sweep = (700 + 1000 * tone.Velocity, 0.09), Drive = 1.2, Attack = 0.004, Release = 0.05, Sustain = 0.45, Fade = 0.5 });

    public static float[] SynthBass(Tone tone) =>
        Play(tone, new() { Detune = 6, Sub = 0.5, Cutoff = (150, 1.5), Sweep = (1200 + 900 * tone.Velocity, 0.14), Resonance = 1.8, Drive = 1.1, Attack = 0.003, Release = 0.04, Sustain = 0.7 });

    /// <summary>A sine that begins above its pitch, as the famous drum machine's does.</summary>
    public static float[] SubBass(Tone tone)
    {
        var sound = tone.Sound(0.12);
        double phase = 0, bend = 1.2, fade = Numeric.Exp(-1 / (1.1 * Clock.Rate)), level = 1;
        double settle = Numeric.Exp(-1 / (0.018 * Clock.Rate));
        for (int i = 0; i < sound.Length; i++)
        {
            phase += tone.Step * (1 + bend);
            bend *= settle;
            level *= fade;
            sound[i] = (float)(0.8 * Numeric.Soft(1.8 * level * Numeric.Sine(phase)));
        }

        return Tone.Shape(sound, 0.002, 0.1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float[] Play(Tone tone, Voice voice)
    {
        const int Control = 32;
        var sound = tone.Sound(voice.Release);
        var random = tone.Random();
        var saws = new Saw[voice.Oscillators];
        var steps = new double[voice.Oscillators];
        for (int i = 0; i < saws.Length; i++)
        {
            saws[i] = new Saw(random.Unit());
            steps[i] = tone.Step * Numeric.Exp2(voice.Detune * (i - (0.5 * (saws.Length - 1)) + (0.2 * random.Signed())) / 1200);
        }

        var filter = new Filter();
        var block = new Filter(24, 0.7);
        double subPhase = 0, level = 1, turn = random.Unit(), scale = 0.5 / Math.Sqrt(saws.Length);
        double resting = voice.Cutoff.Hertz + (voice.Cutoff.Follow * tone.Hertz);
        double fade = Numeric.Exp(-1 / (voice.Fade * Clock.Rate));
        for (int from = 0; from < sound.Length; from += Control)
        {
            double t = (double)from / Clock.Rate;
            filter.Set(resting + (voice.Sweep.Hertz * Numeric.Exp(-t / voice.Sweep.Seconds)), voice.Resonance);
            double bend = 1 + (voice.Vibrato * Math.Clamp((t - 0.15) / 0.3, 0, 1) * Numeric.Sine(turn + (5.3 * t)));
            foreach (ref float y in sound.AsSpan(from, Math.Min(Control, sound.Length - from)))
            {
                double x = 0;
                for (int i = 0; i < saws.Length; i++)
                {
                    x += saws[i].Next(steps[i] * bend);
                }

                x = filter.Low((scale * x) + (voice.Breath > 0 ? voice.Breath * random.Signed() : 0));
                if (voice.Sub > 0)
                {
                    x += voice.Sub * Numeric.Sine(subPhase);
                    subPhase += tone.Step;
                }

                level = voice.Sustain + ((level - voice.Sustain) * fade);
                x *= level;
                // Driving it shifts its middle, which is not to be heard as a thump.
                y = (float)(voice.Drive > 0 ? block.High(Numeric.Soft(voice.Drive * x)) : x);
            }
        }

        return Tone.Shape(sound, voice.Attack, voice.Release);
    }
}
