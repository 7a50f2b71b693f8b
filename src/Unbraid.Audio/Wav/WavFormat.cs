using System.Buffers.Binary;

namespace Unbraid.Audio.Wav;

/// <summary>The <c>fmt </c> chunk of a WAV file.</summary>
/// <param name="Sound">Rate and channels.</param>
/// <param name="Sample">How a sample is stored.</param>
/// <param name="ChannelMask">Loudspeakers, 0 when the file does not say.</param>
/// <param name="UnusedBits">Bits of an integer sample's bytes beyond those that are said to count; by the standard the lowest ones, and zero.</param>
internal readonly record struct WavFormat(AudioFormat Sound, WavSampleType Sample, uint ChannelMask, int UnusedBits = 0)
{
    public const ushort TagPcm = 1, TagFloat = 3, TagExtensible = 0xFFFE;

    public int BytesPerFrame => Sound.Channels * Sample.Bytes();

    /// <summary>Reads the chunk's body; null for codecs other than plain integer or float samples.</summary>
    public static WavFormat? Parse(ReadOnlySpan<byte> body)
    {
        if (body.Length < 16)
            return null;
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        int blockAlign = BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        uint mask = 0;
        if (tag == TagExtensible)
        {
            if (body.Length < 40)
                return null;
            bits = BinaryPrimitives.ReadUInt16LittleEndian(body[18..]);
            mask = BinaryPrimitives.ReadUInt32LittleEndian(body[20..]);
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        }

        // The container of a sample is what counts.
        int bytes = channels == 0 ? 0 : blockAlign / channels;
        WavSampleType? sample = (tag, bytes) switch
        {
            (TagPcm, 1) => WavSampleType.UInt8,
            (TagPcm, 2) => WavSampleType.Int16,
            (TagPcm, 3) => WavSampleType.Int24,
            (TagPcm, 4) => WavSampleType.Int32,
            (TagFloat, 4) => WavSampleType.Float32,
            (TagFloat, 8) => WavSampleType.Float64,
            _ => null,
        };
        if (sample is not { } known || bytes * channels != blockAlign || rate > int.MaxValue)
            return null;
        int unused = tag == TagPcm && bytes > 1 && bits > 0 && bits < 8 * bytes ? 8 * bytes - bits : 0;
        return new WavFormat(new AudioFormat((int)rate, channels), known, mask, unused);
    }
}
