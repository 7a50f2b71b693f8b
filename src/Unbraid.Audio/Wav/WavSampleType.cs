using System.Runtime.InteropServices;

namespace Unbraid.Audio.Wav;

/// <summary>The ways in which a WAV file stores a sample, all little-endian.</summary>
internal enum WavSampleType
{
    UInt8,
    Int16,
    Int24,
    Int32,
    Float32,
    Float64,
}

/// <summary>Sizes and names of <see cref="WavSampleType"/>, and the conversion to float at full scale ±1.</summary>
internal static class WavSamples
{
    public static int Bytes(this WavSampleType type) => type switch
    {
        WavSampleType.UInt8 => 1,
        WavSampleType.Int16 => 2,
        WavSampleType.Int24 => 3,
        WavSampleType.Float64 => 8,
        _ => 4,
    };

    /// <summary>The codec's name as ffprobe gives it.</summary>
    public static string CodecName(this WavSampleType type) => type switch
    {
        WavSampleType.UInt8 => "pcm_u8",
        WavSampleType.Int16 => "pcm_s16le",
        WavSampleType.Int24 => "pcm_s24le",
        WavSampleType.Int32 => "pcm_s32le",
        WavSampleType.Float32 => "pcm_f32le",
        _ => "pcm_f64le",
    };

    /// <summary>Converts <c>destination.Length</c> samples. Integers of n bits are divided by 2^(n-1), which is exact up to 24 bits.</summary>
    public static void ToFloat(WavSampleType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        source = source[..(destination.Length * type.Bytes())];
        switch (type)
        {
            case WavSampleType.UInt8:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = (source[i] - 128) * (1f / 128);
                break;
            case WavSampleType.Int16:
                var shorts = MemoryMarshal.Cast<byte, short>(source);
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = shorts[i] * (1f / 32768);
                break;
            case WavSampleType.Int24:
                for (int i = 0, b = 0; i < destination.Length; i++, b += 3)
                    destination[i] = (source[b] | source[b + 1] << 8 | (sbyte)source[b + 2] << 16) * (1f / 8388608);
                break;
            case WavSampleType.Int32:
                var ints = MemoryMarshal.Cast<byte, int>(source);
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = ints[i] * (1f / 2147483648f);
                break;
            case WavSampleType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            default:
                var doubles = MemoryMarshal.Cast<byte, double>(source);
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = (float)doubles[i];
                break;
        }
    }
}
