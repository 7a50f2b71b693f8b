using System.Buffers.Binary;

namespace Unbraid.Audio.Wav;

/// <summary>Writes a WAV file to a stream that can seek; RF64 (EBU Tech 3306) when it has grown beyond what RIFF can count.</summary>
/// <remarks>
/// A JUNK chunk keeps the place of the ds64 chunk from the start, so that the change costs a few bytes in the header. More than two channels
/// are written as WAVE_FORMAT_EXTENSIBLE with the usual loudspeakers. Floats have what Multimedia Programming Interface and Data
/// Specifications 1.0 (1991) and its revisions ask of everything but PCM: the size of the format's extension, and a fact chunk.
/// </remarks>
internal sealed class WavWriter : ISampleSink
{
    private const int Ds64Offset = 12, Ds64Length = 28;

    private readonly Stream _stream;
    private readonly long _riffLimit;
    private readonly int _bytesPerFrame;
    private readonly byte[] _header;
    private readonly int _factOffset; // of the number of frames; 0 where there is no fact chunk
    private long _dataLength;

    /// <param name="stream">Empty; disposed with the writer.</param>
    /// <param name="format">1 to 8 channels.</param>
    /// <param name="type">How to store a sample.</param>
    /// <param name="tags">Written as LIST/INFO.</param>
    /// <param name="riffLimit">Largest size a RIFF header may state; tests lower it.</param>
    public WavWriter(Stream stream, AudioFormat format, SampleType type, AudioTags tags, long riffLimit = uint.MaxValue)
    {
        _stream = stream;
        _riffLimit = riffLimit;
        _bytesPerFrame = format.Channels * PcmPacker.Bytes(type);
        (_header, _factOffset) = Header(format, type, tags);
        _stream.Write(_header);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(frames, cancellationToken);
        _dataLength += frames.Length;
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_dataLength % 2 == 1)
            await _stream.WriteAsync(new byte[1], cancellationToken);
        PatchSizes();
        _stream.Position = 0;
        await _stream.WriteAsync(_header, cancellationToken);
        await _stream.DisposeAsync();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private void PatchSizes()
    {
        long riffLength = _header.Length - 8 + _dataLength + _dataLength % 2, frames = _dataLength / _bytesPerFrame;
        if (_factOffset > 0)
            BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(_factOffset), (uint)Math.Min(frames, uint.MaxValue));
        if (riffLength <= _riffLimit)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(4), (uint)riffLength);
            BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(_header.Length - 4), (uint)_dataLength);
            return;
        }

        "RF64"u8.CopyTo(_header);
        BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(4), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(_header.Length - 4), uint.MaxValue);
        var ds64 = _header.AsSpan(Ds64Offset);
        "ds64"u8.CopyTo(ds64);
        BinaryPrimitives.WriteInt64LittleEndian(ds64[8..], riffLength);
        BinaryPrimitives.WriteInt64LittleEndian(ds64[16..], _dataLength);
        BinaryPrimitives.WriteInt64LittleEndian(ds64[24..], frames);
    }

    private static (byte[] Bytes, int FactOffset) Header(AudioFormat format, SampleType type, AudioTags tags)
    {
        using var header = new MemoryStream();
        using var writer = new BinaryWriter(header);
        writer.Write("RIFF\0\0\0\0WAVEJUNK"u8);
        writer.Write(Ds64Length);
        writer.Write(new byte[Ds64Length]);

        int bytes = PcmPacker.Bytes(type);
        ushort tag = type == SampleType.Float32 ? WavFormat.TagFloat : WavFormat.TagPcm;
        bool extensible = format.Channels > 2, isFloat = tag == WavFormat.TagFloat;
        writer.Write("fmt "u8);
        writer.Write(extensible ? 40 : isFloat ? 18 : 16);
        writer.Write(extensible ? WavFormat.TagExtensible : tag);
        writer.Write((ushort)format.Channels);
        writer.Write(format.SampleRate);
        writer.Write(format.SampleRate * format.Channels * bytes);
        writer.Write((ushort)(format.Channels * bytes));
        writer.Write((ushort)(bytes * 8));
        if (extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)(bytes * 8));
            writer.Write(ChannelMixer.UsualMask(format.Channels));
            writer.Write(tag);
            writer.Write([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]); // rest of the GUID of KSDATAFORMAT_SUBTYPE_*
        }
        else if (isFloat)
        {
            writer.Write((ushort)0);
        }

        int fact = 0;
        if (isFloat)
        {
            writer.Write("fact"u8);
            writer.Write(4);
            fact = (int)header.Length;
            writer.Write(0);
        }

        writer.Write(WavInfo.Build(tags));
        writer.Write("data"u8);
        writer.Write(0);
        return (header.ToArray(), fact);
    }
}
