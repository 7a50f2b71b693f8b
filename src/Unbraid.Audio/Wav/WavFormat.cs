using System.Buffers.Binary;

namespace Unbraid.Audio.Wav;

/// <summary>The <c>fmt </c> chunk of a WAV file.</summary>
/// <param name="Sound">Rate and channels.</param>
/// <param name="Sample">How a sample is stored.</param>
/// <param name="ChannelMask">Loudspeakers, 0 when the file does not say.</param>
internal readonly record struct WavFormat(AudioFormat Sound, WavSampleType Sample, uint ChannelMask)
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
        uint mask = 0;
        if (tag == TagExtensible)
        {
            if (body.Length < 40)
                return null;
            mask = BinaryPrimitives.ReadUInt32LittleEndian(body[20..]);
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        }

        // The container of a sample is what counts; bits beyond the valid ones are zero.
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
        return new WavFormat(new AudioFormat((int)rate, channels), known, mask);
    }
}
