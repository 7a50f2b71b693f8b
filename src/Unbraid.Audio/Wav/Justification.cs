using System.Buffers.Binary;

namespace Unbraid.Audio.Wav;

/// <summary>Tells which end of its bytes a sample of fewer bits lies at.</summary>
/// <remarks>
/// The standard puts it at the upper end, with zeros below. Some programs put it at the lower end, with its sign above: read by the
/// standard, 24 such bits in four bytes are 48 dB too quiet.
/// </remarks>
internal static class Justification
{
    /// <summary>
    /// How loud such a sound must be at least where only zeros stand in the bits that the standard leaves zero, as a power of two of full scale: -24 dB.
    /// By the standard, no sample of it would reach -72 dB.
    /// </summary>
    private const int LoudBelowFullScale = 4;

    /// <summary>
    /// Whether all samples fit into the lower bits, and the standard would be unlikely: at least one uses bits that it leaves zero, or a whole byte is unused
    /// and the sound is loud. The stream is left where it was.
    /// </summary>
    public static async Task<bool> IsAtLowerEndAsync(Stream stream, WavFormat format, long dataLength, CancellationToken cancellationToken)
    {
        int bytes = format.Sample.Bytes(), bits = 8 * bytes - format.UnusedBits;
        long start = stream.Position, left = dataLength / bytes * bytes;
        var block = new byte[bytes << 15];
        bool fits = true, unlikely = false;
        while (left > 0 && fits)
        {
            int wanted = (int)Math.Min(block.Length, left);
            int read = await stream.ReadAtLeastAsync(block.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
            Look(block.AsSpan(0, read / bytes * bytes), bytes, bits, ref fits, ref unlikely);
            left = read < wanted ? 0 : left - read;
        }

        stream.Position = start;
        return fits && unlikely;
    }

    private static void Look(ReadOnlySpan<byte> samples, int bytes, int bits, ref bool fits, ref bool unlikely)
    {
        int unused = 8 * bytes - bits, limit = 1 << (bits - 1);
        for (; !samples.IsEmpty && fits; samples = samples[bytes..])
        {
            int value = bytes switch
            {
                2 => BinaryPrimitives.ReadInt16LittleEndian(samples),
                3 => samples[0] | samples[1] << 8 | (sbyte)samples[2] << 16,
                _ => BinaryPrimitives.ReadInt32LittleEndian(samples),
            };
            fits = value >= -limit && value < limit;
            unlikely |= (value & ((1 << unused) - 1)) != 0 || (unused >= 8 && Math.Abs((long)value) >= limit >> LoudBelowFullScale);
        }
    }
}
