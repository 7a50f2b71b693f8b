using System.Buffers.Binary;

namespace Unbraid.Service.Tests;

/// <summary>Small 16-bit WAV files.</summary>
internal static class TestWav
{
    public static byte[] Sine(double seconds, int sampleRate = 8000, int channels = 2, double hertz = 220)
    {
        var frames = (int)(seconds * sampleRate);
        var data = new byte[44 + (frames * channels * 2)];
        "RIFF"u8.CopyTo(data);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4), data.Length - 8);
        "WAVEfmt "u8.CopyTo(data.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(24), sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(28), sampleRate * channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(32), (short)(channels * 2));
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(34), 16);
        "data"u8.CopyTo(data.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(40), data.Length - 44);
        for (var i = 0; i < frames * channels; i++)
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(44 + (2 * i)), (short)(8000 * Math.Sin(2 * Math.PI * hertz * (i / channels) / sampleRate)));
        return data;
    }
}
