using System.Buffers.Binary;

namespace Unbraid.Inference.Checkpoints;

/// <summary>Reads part of a file from front to back through a small buffer.</summary>
internal sealed class ByteReader(CheckpointFile file, FileRange range)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _next = range.Start;
    private int _position;
    private int _filled;

    /// <summary>Where the next byte comes from, in the file.</summary>
    public long Position => _next - _filled + _position;

    public long Remaining => range.End - Position;

    public byte ReadByte()
    {
        if (_position == _filled)
        {
            Fill();
        }

        return _buffer[_position++];
    }

    /// <summary>The next <paramref name="count"/> bytes, at most 8. Valid until the next read.</summary>
    private ReadOnlySpan<byte> Take(int count)
    {
        if (_filled - _position < count)
        {
            var rest = _filled - _position;
            if (Remaining < count)
            {
                throw Ended();
            }

            _buffer.AsSpan(_position, rest).CopyTo(_buffer);
            var more = (int)Math.Min(_buffer.Length - rest, range.End - _next);
            file.Read(_next, _buffer.AsSpan(rest, more));
            _next += more;
            (_position, _filled) = (0, rest + more);
        }

        _position += count;
        return _buffer.AsSpan(_position - count, count);
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>The next <paramref name="count"/> bytes as an array, which is made only if they are there.</summary>
    public byte[] ReadBytes(long count, int limit)
    {
        if (count < 0 || count > limit)
        {
            throw new CheckpointException($"a value of {count} bytes is longer than the {limit} bytes allowed.");
        }

        if (count > Remaining)
        {
            throw Ended();
        }

        var bytes = new byte[count];
        for (var i = 0; i < bytes.Length;)
        {
            if (_position == _filled)
            {
                Fill();
            }

            var part = Math.Min(bytes.Length - i, _filled - _position);
            _buffer.AsSpan(_position, part).CopyTo(bytes.AsSpan(i));
            _position += part;
            i += part;
        }

        return bytes;
    }

    private void Fill()
    {
        var count = (int)Math.Min(_buffer.Length, range.End - _next);
        if (count <= 0)
        {
            throw Ended();
        }

        file.Read(_next, _buffer.AsSpan(0, count));
        _next += count;
        (_position, _filled) = (0, count);
    }

    private static CheckpointException Ended() => new("the file ends too early; it is cut off or damaged.");
}
