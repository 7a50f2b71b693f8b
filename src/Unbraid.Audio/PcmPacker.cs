using System.Runtime.InteropServices;

namespace Unbraid.Audio;

/// <summary>Packs samples into the little-endian bytes of a PCM stream.</summary>
/// <param name="type">How to store a sample.</param>
/// <param name="ditherSeed">For 16-bit samples.</param>
/// <param name="clipFloats">Whether floats are limited to full scale and NaN made zero.</param>
internal sealed class PcmPacker(SampleType type, int ditherSeed, bool clipFloats = false)
{
    /// <summary>Samples that one call can take.</summary>
    public const int MaxSamples = 16_384;

    private readonly TpdfDither _dither = new(ditherSeed);
    private readonly int[] _integers = new int[MaxSamples];
    private readonly byte[] _bytes = new byte[MaxSamples * 4];

    public SampleType Type => type;

    /// <summary>Bytes of one sample.</summary>
    public static int Bytes(SampleType type) => type switch { SampleType.Int16 => 2, SampleType.Int24 => 3, _ => 4 };

    /// <summary>Packs floats: 16 bits with dither, 24 bits rounded, floats as they are. The result holds until the next call.</summary>
    public ReadOnlyMemory<byte> Pack(ReadOnlySpan<float> samples)
    {
        if (type == SampleType.Float32)
        {
            MemoryMarshal.AsBytes(samples).CopyTo(_bytes);
            if (clipFloats)
                Clip(MemoryMarshal.Cast<byte, float>(_bytes.AsSpan(0, samples.Length * 4)));
            return _bytes.AsMemory(0, samples.Length * 4);
        }

        if (type == SampleType.Int16)
            SampleQuantizer.Quantize(samples, type, _dither, _integers);
        else
            SampleQuantizer.Quantize(samples, type, _integers);
        return Pack(_integers.AsSpan(0, samples.Length));
    }

    /// <summary>Lossy encoders get no more than full scale: LAME ends the process on what is not a number.</summary>
    private static void Clip(Span<float> samples)
    {
        foreach (ref float sample in samples)
            sample = float.IsNaN(sample) ? 0 : Math.Clamp(sample, -1, 1);
    }

    /// <summary>Packs integers of the sample type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value does not fit.</exception>
    public ReadOnlyMemory<byte> Pack(ReadOnlySpan<int> samples)
    {
        var (lowest, highest) = SampleQuantizer.Range(type);
        foreach (int sample in samples)
        {
            if (sample < lowest || sample > highest)
                throw new ArgumentOutOfRangeException(nameof(samples), sample, $"A sample of type {type} lies between {lowest} and {highest}.");
        }

        if (type == SampleType.Int16)
        {
            var shorts = MemoryMarshal.Cast<byte, short>(_bytes.AsSpan());
            for (int i = 0; i < samples.Length; i++)
                shorts[i] = (short)samples[i];
            return _bytes.AsMemory(0, samples.Length * 2);
        }

        for (int i = 0, b = 0; i < samples.Length; i++, b += 3)
        {
            int sample = samples[i];
            _bytes[b] = (byte)sample;
            _bytes[b + 1] = (byte)(sample >> 8);
            _bytes[b + 2] = (byte)(sample >> 16);
        }

        return _bytes.AsMemory(0, samples.Length * 3);
    }
}
