using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Unbraid.EndToEnd.Tests;

/// <summary>A second opinion on WAV files, small enough to be checked by eye: plain chunks, interleaved samples.</summary>
internal static class WavFile
{
    private const short Pcm = 1, IeeeFloat = 3;

    /// <summary>Two tones with a click every quarter second, so that each kind of stem gets something; interleaved.</summary>
    public static short[] Tones(double seconds, int sampleRate = 44_100, int channels = 2)
    {
        var samples = new short[(int)(seconds * sampleRate) * channels];
        for (int i = 0; i < samples.Length; i++)
        {
            double time = (double)(i / channels) / sampleRate;
            double click = time % 0.25 < 0.002 ? 4000 : 0;
            double side = i % channels == 0 ? 1 : 0.5;
            samples[i] = (short)(6000 * Math.Sin(2 * Math.PI * 80 * time) + side * 5000 * Math.Sin(2 * Math.PI * 523 * time) + click);
        }

        return samples;
    }

    public static void Write(string path, ReadOnlySpan<short> samples, int sampleRate = 44_100, int channels = 2) =>
        Write(path, Pcm, MemoryMarshal.AsBytes(samples), sizeof(short), sampleRate, channels);

    public static void Write(string path, ReadOnlySpan<float> samples, int sampleRate = 44_100, int channels = 2) =>
        Write(path, IeeeFloat, MemoryMarshal.AsBytes(samples), sizeof(float), sampleRate, channels);

    /// <summary>The samples of a 16-bit file, interleaved.</summary>
    public static short[] Read(ReadOnlySpan<byte> file)
    {
        Assert.True(file[..4].SequenceEqual("RIFF"u8) && file[8..12].SequenceEqual("WAVE"u8), "This is no WAV file.");
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            if (rest[..4].SequenceEqual("fmt "u8))
                Assert.Equal(16, BinaryPrimitives.ReadInt16LittleEndian(rest[22..]));
            if (rest[..4].SequenceEqual("data"u8))
                return MemoryMarshal.Cast<byte, short>(rest.Slice(8, size)).ToArray();
            rest = rest[(8 + size + (size & 1))..];
        }

        throw new InvalidDataException("This WAV file has no data chunk.");
    }

    private static void Write(string path, short format, ReadOnlySpan<byte> data, int sampleBytes, int sampleRate, int channels)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(36 + data.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write(format);
        writer.Write((short)channels);
        writer.Write(sampleRate);
        writer.Write(sampleRate * channels * sampleBytes);
        writer.Write((short)(channels * sampleBytes));
        writer.Write((short)(8 * sampleBytes));
        writer.Write("data"u8);
        writer.Write(data.Length);
        writer.Write(data);
    }
}
