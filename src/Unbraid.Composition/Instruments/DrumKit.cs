using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>The drums: falling sines for the skins, noise and inharmonic squares for wires and metal.</summary>
internal static class DrumKit
{
    /// <summary>
    /// Oscillators of a cymbal in Hz. They lie far below what is heard of them: their harmonics are so dense there that none whistles.
    /// </summary>
    private static readonly double[] s_metal = [205.3, 241.9, 287.3, 304.4, 369.6, 431.1];

    /// <summary>Brings the harmonics that are left to the level of the noise.</summary>
    private const double HarmonicsGain = 1.8;

    /// <summary>One hit. A hard one is longer and brighter, not only louder.</summary>
    /// <param name="drum">Which.</param>
    /// <param name="velocity">How hard, 0 to 1.</param>
    /// <param name="take">Makes one hit differ from the next.</param>
    /// <param name="electronic">A drum machine and no kit.</param>
    public static float[] Hit(Drum drum, double velocity, int take, bool electronic) => drum switch
    {
        Drum.Kick => Kick(velocity, take, electronic),
        Drum.Snare => Snare(velocity, take),
        Drum.Clap => Clap(take),
        Drum.Rim => Rim(take),
        Drum.ClosedHat => Metal(0.028 + 0.014 * velocity, 7500, take, 0.5),
        Drum.OpenHat => Metal(0.17, 6800, take, 0.5),
        Drum.Ride => Metal(0.28, 5200, take, 0.85),
        Drum.Shaker => Shaker(velocity, take),
        Drum.Crash => Metal(0.65, 4200, take, 0.35),
        _ => Tom(drum switch { Drum.LowTom => 82, Drum.MiddleTom => 118, _ => 160 }, velocity, take),
    };

    private static float[] Kick(double velocity, int take, bool electronic)
    {
        var random = new Pcg32(take, "kick");
        var sound = new float[(int)(0.42 * Clock.Rate)];
        double low = electronic ? 46 : 54, fall = electronic ? 0.034 : 0.022, fade = electronic ? 0.13 : 0.1, phase = 0;
        double sweep = 150 + 110 * velocity;
        var click = new Filter(3500, 0.8);
        var block = new Filter(26, 0.7);
        for (int i = 0; i < sound.Length; i++)
        {
            double t = (double)i / Clock.Rate;
            phase += (low + (sweep * Numeric.Exp(-t / fall))) / Clock.Rate;
            double skin = block.High(Numeric.Soft(1.7 * Numeric.Exp(-t / fade) * Numeric.Sine(phase)));
            sound[i] = (float)(skin + (i < 900 ? (0.15 + 0.3 * velocity) * click.Low(random.Signed()) * Numeric.Exp(-t / 0.003) : 0));
        }

        return Tone.Shape(sound, 0.0006, 0.1);
    }

    private static float[] Snare(double velocity, int take)
    {
        var random = new Pcg32(take, "snare");
        var sound = new float[(int)(0.34 * Clock.Rate)];
        double tuning = 1 + 0.01 * random.Signed();
        new Partial(186 * tuning, 0.5, 0.055).AddTo(sound);
        new Partial(331 * tuning, 0.28, 0.04).AddTo(sound);
        var wires = new Filter(1300 + 900 * velocity, 0.8);
        double level = 0.75, fade = Numeric.Exp(-1 / ((0.04 + 0.045 * velocity) * Clock.Rate));
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] += (float)(level * wires.High(random.Signed()));
            level *= fade;
        }

        return Tone.Shape(sound, 0.0004, 0.06);
    }

    private static float[] Clap(int take)
    {
        var random = new Pcg32(take, "clap");
        var sound = new float[(int)(0.32 * Clock.Rate)];
        var hands = new Filter(1150, 1.3);
        for (int i = 0; i < sound.Length; i++)
        {
            double t = (double)i / Clock.Rate;
            // Several hands, each a little later, then the room between them.
            double burst = t < 0.03 ? Numeric.Exp(-(t % 0.0105) / 0.0035) : Numeric.Exp(-(t - 0.03) / 0.06);
            sound[i] = (float)(1.6 * burst * hands.Band(random.Signed()));
        }

        return Tone.Shape(sound, 0.0005, 0.08);
    }

    private static float[] Rim(int take)
    {
        var random = new Pcg32(take, "rim");
        var sound = new float[(int)(0.12 * Clock.Rate)];
        new Partial(1720 * (1 + 0.01 * random.Signed()), 0.6, 0.012).AddTo(sound);
        new Partial(480, 0.5, 0.016).AddTo(sound);
        for (int i = 0; i < 300; i++)
        {
            sound[i] += (float)(0.3 * random.Signed() * Numeric.Exp(-i / 60.0));
        }

        return Tone.Shape(sound, 0.0003, 0.02);
    }

    private static float[] Shaker(double velocity, int take)
    {
        var random = new Pcg32(take, "shaker");
        var sound = new float[(int)(0.1 * Clock.Rate)];
        var beads = new Filter(6500, 1.2);
        for (int i = 0; i < sound.Length; i++)
        {
            double t = (double)i / Clock.Rate, rise = Math.Min(1, t / 0.012);
            sound[i] = (float)((0.5 + 0.5 * velocity) * rise * Numeric.Exp(-t / 0.022) * beads.Band(random.Signed()));
        }

        return Tone.Shape(sound, 0.001, 0.03);
    }

    private static float[] Tom(double hertz, double velocity, int take)
    {
        var random = new Pcg32(take, "tom");
        var sound = new float[(int)(0.5 * Clock.Rate)];
        double phase = 0;
        var stick = new Filter(1800, 0.7);
        for (int i = 0; i < sound.Length; i++)
        {
            double t = (double)i / Clock.Rate;
            phase += hertz * (1 + ((0.3 + 0.4 * velocity) * Numeric.Exp(-t / 0.04))) / Clock.Rate;
            double skin = Numeric.Exp(-t / 0.13) * Numeric.Sine(phase);
            sound[i] = (float)(skin + (i < 2000 ? 0.2 * stick.Low(random.Signed()) * Numeric.Exp(-t / 0.01) : 0));
        }

        return Tone.Shape(sound, 0.0006, 0.12);
    }

    /// <param name="decay">Seconds to 1/e.</param>
    /// <param name="hertz">What is below is taken away.</param>
    /// <param name="take">Seed.</param>
    /// <param name="tone">How much is pitch and not noise, 0 to 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float[] Metal(double decay, double hertz, int take, double tone)
    {
        var random = new Pcg32(take, "metal");
        var sound = new float[(int)(5 * decay * Clock.Rate)];
        var filter = new Filter(hertz, 0.9);
        var second = new Filter(0.8 * hertz, 0.7);
        var phases = s_metal.Select(_ => random.Unit()).ToArray();
        var steps = s_metal.Select(metal => metal * (1 + (0.06 * random.Signed())) / Clock.Rate).ToArray();
        double level = 1.15, fade = Numeric.Exp(-1 / (decay * Clock.Rate));
        for (int i = 0; i < sound.Length; i++)
        {
            double x = (1 - (0.7 * tone)) * random.Signed();
            for (int k = 0; k < phases.Length; k++)
            {
                phases[k] += steps[k];
                phases[k] -= phases[k] >= 1 ? 1 : 0;
                x += phases[k] < 0.5 ? HarmonicsGain * tone : -HarmonicsGain * tone;
            }

            sound[i] = (float)(level * second.High(filter.High(x)));
            level *= fade;
        }

        return Tone.Shape(sound, 0.0003, decay);
    }
}
