using System.Numerics;

namespace Unbraid.Audio;

/// <summary>Turns frames of one number of channels into mono or stereo, or copies mono.</summary>
/// <remarks>
/// The downmix is that of ITU-R BS.775: centre and surrounds at -3 dB, a rear centre at -3 dB more in each side, low-frequency effects
/// left out; then scaled so that full scale in every channel stays full scale. Mono is the mean of the two sides. A third channel beside
/// left and right alone is never left out, whatever it is called.
/// </remarks>
internal sealed class ChannelMixer
{
    private const uint FrontLeft = 0x1, FrontRight = 0x2, FrontCentre = 0x4, LowFrequency = 0x8, BackLeft = 0x10, BackRight = 0x20,
        LeftOfCentre = 0x40, RightOfCentre = 0x80, BackCentre = 0x100, SideLeft = 0x200, SideRight = 0x400;

    /// <summary>What ffmpeg writes into files of any three channels.</summary>
    private const uint TwoPointOne = FrontLeft | FrontRight | LowFrequency;

    private readonly int _inputs;
    private readonly float[] _weights; // [outputs, inputs]

    /// <param name="inputs">Channels in, 1 to 8.</param>
    /// <param name="mask">Their loudspeakers, 0 for the usual ones of that number.</param>
    /// <param name="outputs">Channels out: 1 or 2, or any number when <paramref name="inputs"/> is 1.</param>
    public ChannelMixer(int inputs, uint mask, int outputs)
    {
        if (inputs > 1 && outputs > 2)
            throw new ArgumentOutOfRangeException(nameof(outputs), outputs, "Sound can be mixed to one or two channels.");
        _inputs = inputs;
        _weights = new float[outputs * inputs];
        if (inputs == 1)
        {
            Array.Fill(_weights, 1f);
            return;
        }

        var sides = Stereo(inputs, BitOperations.PopCount(mask) == inputs && mask != TwoPointOne ? mask : UsualMask(inputs));
        for (int i = 0; i < inputs; i++)
        {
            _weights[i] = outputs == 1 ? (sides[i].Left + sides[i].Right) / 2 : sides[i].Left;
            if (outputs == 2)
                _weights[inputs + i] = sides[i].Right;
        }
    }

    /// <summary>Mixes <c>input.Length / inputs</c> frames.</summary>
    public void Mix(ReadOnlySpan<float> input, Span<float> destination)
    {
        for (int i = 0, o = 0; i < input.Length; i += _inputs)
        {
            for (int w = 0; w < _weights.Length; o++)
            {
                float sum = 0;
                for (int c = 0; c < _inputs; c++)
                    sum += _weights[w++] * input[i + c];
                destination[o] = sum;
            }
        }
    }

    private static (float Left, float Right)[] Stereo(int inputs, uint mask)
    {
        var sides = new (float Left, float Right)[inputs];
        for (int i = 0; i < inputs; i++, mask &= mask - 1)
            sides[i] = Weights(mask & ~(mask - 1));
        float full = Math.Max(sides.Sum(side => side.Left), sides.Sum(side => side.Right));
        return full == 0 ? Array.ConvertAll(sides, _ => (1f / inputs, 1f / inputs)) : Array.ConvertAll(sides, s => (s.Left / full, s.Right / full));
    }

    private static (float Left, float Right) Weights(uint speaker)
    {
        const float Half = 0.70710678f; // of the power: -3 dB
        return speaker switch
        {
            FrontLeft or LeftOfCentre => (1, 0),
            FrontRight or RightOfCentre => (0, 1),
            FrontCentre => (Half, Half),
            BackLeft or SideLeft => (Half, 0),
            BackRight or SideRight => (0, Half),
            BackCentre => (Half * Half, Half * Half),
            _ => (0, 0),
        };
    }

    /// <summary>The loudspeakers that are meant when a file of so many channels does not say.</summary>
    public static uint UsualMask(int channels) => channels switch
    {
        1 => FrontCentre,
        2 => FrontLeft | FrontRight,
        3 => FrontLeft | FrontRight | FrontCentre,
        4 => FrontLeft | FrontRight | BackLeft | BackRight,
        5 => FrontLeft | FrontRight | FrontCentre | BackLeft | BackRight,
        6 => FrontLeft | FrontRight | FrontCentre | LowFrequency | BackLeft | BackRight,
        7 => FrontLeft | FrontRight | FrontCentre | LowFrequency | BackCentre | SideLeft | SideRight,
        _ => FrontLeft | FrontRight | FrontCentre | LowFrequency | BackLeft | BackRight | SideLeft | SideRight,
    };
}
