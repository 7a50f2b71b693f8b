using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>Plucked strings, after K. Karplus and A. Strong (1983), tuned by an allpass as D. Jaffe and J. Smith do (1983).</summary>
internal static class PluckedStrings
{
    public static float[] AcousticGuitar(Tone tone)
    {
        var sound = tone.Sound(0.12);
        Pluck(tone, 0.3 + 0.4 * tone.Velocity, 2.2, 0.18, sound);
        var body = new Filter(105, 3);
        var wood = new Filter(210, 2.5);
        var air = new Filter(90, 0.7);
        for (int i = 0; i < sound.Length; i++)
        {
            double x = sound[i];
            sound[i] = (float)air.High(x + (0.5 * body.Band(x)) + (0.35 * wood.Band(x)));
        }

        return Tone.Shape(sound, 0.001, 0.12);
    }

    public static float[] ElectricGuitar(Tone tone)
    {
        var sound = tone.Sound(0.08);
        Pluck(tone, 0.55 + 0.35 * tone.Velocity, 1.8, 0.13, sound);
        var amplifier = new Filter(3800, 0.8);
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] = (float)amplifier.Low(Numeric.Soft(2.2 * sound[i]));
        }

        return Tone.Shape(sound, 0.001, 0.08);
    }

    /// <summary>Root, fifth and octave through an overdriven amplifier; above the chords' range a single string.</summary>
    public static float[] DistortedGuitar(Tone tone)
    {
        var sound = tone.Sound(0.06);
        Pluck(tone, 0.8, 2.5, 0.12, sound);
        if (tone.Hertz < 170)
        {
            Pluck(tone with { Hertz = tone.Hertz * 1.4983, Take = tone.Take + 7 }, 0.8, 2.5, 0.12, sound);
            Pluck(tone with { Hertz = tone.Hertz * 2.001, Take = tone.Take + 8 }, 0.7, 2.5, 0.12, sound);
        }

        var tight = new Filter(110, 0.7);
        var cabinet = new Filter(3900, 0.9);
        var rumble = new Filter(75, 0.7);
        var presence = new Filter(2300, 1);
        for (int i = 0; i < sound.Length; i++)
        {
            double driven = Numeric.Soft(14 * tight.High(sound[i]));
            double heard = cabinet.Low(driven);
            sound[i] = (float)rumble.High(0.5 * (heard + (0.5 * presence.Band(heard))));
        }

        return Tone.Shape(sound, 0.001, 0.06);
    }

    public static float[] Harp(Tone tone)
    {
        var sound = (tone with { Seconds = tone.Seconds + 0.8 }).Sound(0.3);
        Pluck(tone, 0.35 + 0.3 * tone.Velocity, 2.6, 0.3, sound);
        return Tone.Shape(sound, 0.001, 0.5);
    }

    public static float[] UprightBass(Tone tone)
    {
        var sound = tone.Sound(0.1);
        Pluck(tone, 0.3 + 0.25 * tone.Velocity, 1.4, 0.25, sound);
        new Partial(tone.Hertz, 0.35, 0.7).AddTo(sound);
        var body = new Filter(160, 2);
        var dark = new Filter(1500, 0.7);
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] = (float)dark.Low(sound[i] + (0.4 * body.Band(sound[i])));
        }

        return Tone.Shape(sound, 0.002, 0.1);
    }

    /// <param name="tone">Pitch and take.</param>
    /// <param name="brightness">Of the pluck, 0 to 1.</param>
    /// <param name="decay">Seconds in which a middle C falls to 1/e.</param>
    /// <param name="position">Where it is plucked, as part of the string.</param>
    /// <param name="sound">Is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pluck(Tone tone, double brightness, double decay, double position, Span<float> sound)
    {
        var random = tone.Random();
        double period = Clock.Rate / tone.Hertz;
        double damping = 0.5 - 0.35 * brightness;
        // The damping filter and the allpass take the rest of the period.
        int length = Math.Max(2, (int)(period - damping - 0.3));
        double fraction = period - length - damping;
        float tuning = (float)((1 - fraction) / (1 + fraction));
        double life = decay * Math.Clamp(Numeric.Exp2(-0.7 * Numeric.Log2(tone.Hertz / 261.6)), 0.35, 2.5);
        float loss = (float)Numeric.Exp(-period / (life * Clock.Rate));
        float keep = (float)(1 - damping), mix = (float)damping;

        var burst = new float[length];
        float first = 0, second = 0, sharpness = (float)(0.1 + (0.75 * brightness)), power = 1e-9f;
        for (int i = 0; i < length; i++)
        {
            first += sharpness * ((float)random.Signed() - first);
            second += sharpness * (first - second);
            burst[i] = second;
            power += second * second / length;
        }

        float scale = 0.2f / MathF.Sqrt(power);

        var line = new float[length];
        int offset = Math.Max(1, (int)(position * length));
        float mean = 0;
        for (int i = 0; i < length; i++)
        {
            line[i] = scale * (burst[i] - burst[(i + length - offset) % length]);
            mean += line[i] / length;
        }

        // What does not swing would only fade: a thump.
        for (int i = 0; i < length; i++)
        {
            line[i] -= mean;
        }

        float before = 0, input = 0, output = 0;
        for (int i = 0, at = 0; i < sound.Length; i++)
        {
            float value = line[at];
            float damped = loss * ((keep * value) + (mix * before));
            before = value;
            output = damped * tuning + input - tuning * output;
            input = damped;
            line[at] = output;
            at = at + 1 == length ? 0 : at + 1;
            sound[i] += value;
        }
    }
}
