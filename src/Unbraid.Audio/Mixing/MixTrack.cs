namespace Unbraid.Audio;

/// <summary>One file of a mix, and how it goes into it.</summary>
/// <param name="Path">A file of any format.</param>
internal sealed record MixTrack(string Path)
{
    /// <summary>The lowest gain in dB; less is a mute.</summary>
    public const double LowestGain = -120;

    /// <summary>The highest gain in dB.</summary>
    public const double HighestGain = 24;

    /// <summary>Gain in dB, <see cref="LowestGain"/> to <see cref="HighestGain"/>. Default 0.</summary>
    public double Gain { get; init; }

    /// <summary>
    /// Where between left (-1) and right (1) it is heard. The far channel gets softer in proportion, the near one stays as it is. Default 0.
    /// </summary>
    public double Pan { get; init; }

    /// <summary>Whether it is not heard. Its length counts all the same.</summary>
    public bool Muted { get; init; }

    /// <summary>Whether the samples go in as they are, or not at all.</summary>
    internal bool IsExact => Muted || (Gain == 0 && Pan == 0);

    /// <summary>The factor of each channel of a mix.</summary>
    internal double[] Factors(int channels)
    {
        if (!(Gain is >= LowestGain and <= HighestGain))
            throw new AudioException(FaultReason.Request, $"A gain of {Gain} dB is out of range: give {LowestGain} to {HighestGain}.");
        if (!(Pan is >= -1 and <= 1))
            throw new AudioException(FaultReason.Request, $"A pan of {Pan} is out of range: give -1 (left) to 1 (right).");
        if (Pan != 0 && channels != 2)
            throw new AudioException(FaultReason.Request, $"Only mono and stereo sound can be panned, and this has {channels} channels.");
        double gain = Muted ? 0 : Math.Pow(10, Gain / 20);
        return channels == 2
            ? [gain * Math.Min(1, 1 - Pan), gain * Math.Min(1, 1 + Pan)]
            : [.. Enumerable.Repeat(gain, channels)];
    }
}
