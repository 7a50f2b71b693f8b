using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>Struck and keyed instruments.</summary>
internal static class Keyboards
{
    private static readonly double[] s_drawbars = [0.5, 1, 1.5, 2, 3, 4];
    private static readonly double[] s_drawn = [0.7, 1, 0.5, 0.6, 0.3, 0.25];

    /// <summary>Partials a little sharp of their multiples, as those of stiff strings are, fading the faster the higher they are.</summary>
    public static float[] Piano(Tone tone)
    {
        var sound = tone.Sound(0.25);
        var random = tone.Random();
        double stiffness = 0.0003 * Numeric.Exp2((Numeric.Log2(tone.Hertz) - 8) * 1.2);
        double life = Math.Clamp(3.2 * Numeric.Exp2(-0.75 * (Numeric.Log2(tone.Hertz) - 8)), 0.3, 5);
        double slope = 1.35 - 0.65 * tone.Velocity;
        for (int n = 1; n <= 14; n++)
        {
            double hertz = n * tone.Hertz * Math.Sqrt(1 + (stiffness * n * n));
            if (hertz > 9000)
            {
                break;
            }

            // The hammer strikes at an eighth of the string, where the eighth partial has a node.
            double amplitude = 0.5 * Numeric.Exp2(-slope * Numeric.Log2(n)) * Math.Abs(Numeric.Sine(n / 16.0)) * 2;
            double fade = life / (1 + (0.35 * (n - 1)));
            new Partial(hertz, 0.7 * amplitude, 0.35 * fade, random.Unit()).AddTo(sound);
            new Partial(hertz * 1.0004, 0.3 * amplitude, fade, random.Unit()).AddTo(sound);
        }

        var felt = new Filter(900 + 1500 * tone.Velocity, 0.8);
        for (int i = 0; i < Math.Min(sound.Length, 1800); i++)
        {
            sound[i] += (float)(0.12 * tone.Velocity * felt.Low(random.Signed()) * Numeric.Exp(-i / 300.0));
        }

        return Tone.Shape(sound, 0.0015, 0.22);
    }

    /// <summary>Frequency modulation, after J. Chowning (1973): one pair of sines for the body, one for the tine at its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float[] ElectricPiano(Tone tone)
    {
        var sound = tone.Sound(0.25);
        double index = 0.5 + tone.Velocity, bell = 0.05 + 0.15 * tone.Velocity, body = 1, ring = 1;
        double bodyFade = Numeric.Exp(-1 / (0.5 * Clock.Rate)), ringFade = Numeric.Exp(-1 / (0.1 * Clock.Rate)), fade = Numeric.Exp(-1 / (1.5 * Clock.Rate)), level = 1, phase = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double sine = Numeric.Sine(phase);
            double tine = i < 22_050 ? bell * ring * Numeric.Sine((14 * phase) + (0.14 * ring * sine)) : 0;
            sound[i] = (float)(level * (Numeric.Sine(phase + (0.16 * index * body * sine)) + tine));
            phase += tone.Step;
            phase -= Math.Floor(phase);
            body *= bodyFade;
            ring *= ringFade;
            level *= fade;
        }

        return Tone.Shape(sound, 0.002, 0.22);
    }

    public static float[] Organ(Tone tone)
    {
        var sound = tone.Sound(0.06);
        var random = tone.Random();
        for (int i = 0; i < s_drawbars.Length; i++)
        {
            new Partial(tone.Hertz * s_drawbars[i], 0.22 * s_drawn[i], double.PositiveInfinity, random.Unit()).AddTo(sound);
        }

        // The rotating speaker.
        for (int i = 0; i < sound.Length; i += 32)
        {
            float turn = (float)(1 + 0.12 * Numeric.Sine((5.8 * i / Clock.Rate) + (0.1 * tone.Take)));
            foreach (ref float x in sound.AsSpan(i, Math.Min(32, sound.Length - i)))
            {
                x *= turn;
            }
        }

        return Tone.Shape(sound, 0.006, 0.05);
    }

    public static float[] Bell(Tone tone)
    {
        var sound = tone.Sound(1.2);
        double[] ratios = [1, 2.76, 5.4, 8.93];
        for (int i = 0; i < ratios.Length && tone.Hertz * ratios[i] < 14_000; i++)
        {
            new Partial(tone.Hertz * ratios[i], 0.6 / (1 + (2.2 - tone.Velocity) * i), 0.9 / (1 + (1.5 * i)), 0.2 * i).AddTo(sound);
        }

        return Tone.Shape(sound, 0.001, 0.8);
    }
}
