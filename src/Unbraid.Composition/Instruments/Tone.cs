using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>What an instrument is asked for.</summary>
/// <param name="Hertz">Pitch.</param>
/// <param name="Seconds">From the attack to the release.</param>
/// <param name="Velocity">How hard, 0 to 1: brightness more than loudness, which the player sets.</param>
/// <param name="Take">A number that makes one sound differ from another of the same pitch.</param>
internal readonly record struct Tone(double Hertz, double Seconds, double Velocity, int Take)
{
    /// <summary>Periods per frame.</summary>
    public double Step => Hertz / Clock.Rate;

    public Pcg32 Random() => new(Take, "tone");

    /// <summary>Room for the tone and its release.</summary>
    public float[] Sound(double release) => new float[(int)((Seconds + release) * Clock.Rate)];

    /// <summary>Attack, and release at the end, as gentle ramps over what was played.</summary>
    public static float[] Shape(float[] sound, double attack, double release)
    {
        int rise = Math.Max(1, (int)(attack * Clock.Rate)), fall = Math.Max(1, (int)(release * Clock.Rate));
        for (int i = 0; i < Math.Min(rise, sound.Length); i++)
        {
            sound[i] *= (float)i / rise;
        }

        for (int i = 0; i < Math.Min(fall, sound.Length); i++)
        {
            float t = (float)i / fall;
            sound[^(i + 1)] *= t * t;
        }

        return sound;
    }
}
