namespace Unbraid.Demo;

/// <summary>One hit of each instrument: falling sines for the skins, noise and inharmonic squares for wires and metal.</summary>
internal static class DrumKit
{
    private static readonly double[] s_metal = [2051, 3042, 3693, 5224, 5401, 8003];

    public static double[] Kick() => Sound(0.4, 1, (t, noise) =>
        Math.Tanh(1.6 * Math.Exp(-t / 0.11) * Sine(47 * t + 4.2 * (1 - Math.Exp(-t / 0.028)))) + 0.35 * noise * Math.Exp(-t / 0.0025));

    public static double[] Tom(double midi) => Sound(0.5, 2, (t, noise) =>
        Math.Exp(-t / 0.13) * Sine(Score.Hertz(midi) * t + 1.5 * (1 - Math.Exp(-t / 0.04))) + 0.12 * noise * Math.Exp(-t / 0.01));

    public static double[] Snare()
    {
        var filter = new Filter();
        return Sound(0.4, 3, (t, noise) =>
            0.5 * Math.Exp(-t / 0.05) * (Sine(187 * t) + 0.6 * Sine(331 * t))
            + 0.8 * Math.Exp(-t / 0.075) * filter.High(noise, 1400, 0.8));
    }

    /// <summary>A hi-hat or a cymbal.</summary>
    public static double[] Cymbal(double decay, double hertz, int seed)
    {
        var filter = new Filter();
        return Sound(decay * 5, seed, (t, noise) =>
            Math.Exp(-t / decay) * filter.High(0.7 * noise + 0.25 * s_metal.Sum(f => Math.Sign(Sine(f * t))), hertz, 0.9));
    }

    private static double Sine(double turns) => Math.Sin(2 * Math.PI * turns);

    private static double[] Sound(double seconds, int seed, Func<double, double, double> at)
    {
        var random = new Random(seed);
        var sound = new double[(int)(seconds * Score.Rate)];
        for (var i = 0; i < sound.Length; i++)
        {
            sound[i] = at(i / (double)Score.Rate, 2 * random.NextDouble() - 1);
        }

        return sound;
    }
}
