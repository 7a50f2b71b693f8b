namespace Unbraid.Inference;

/// <summary>
/// The scratch of one network, cut out of a single aligned block. Reserve everything first, then take the spans: the block is made at the
/// first <see cref="Span(int)"/> and never grows.
/// </summary>
internal sealed class Arena : IDisposable
{
    private const int FloatsPerLine = 16;
    private readonly List<(string Name, long Offset, int Length)> _slices = [];
    private NativeBuffer? _buffer;
    private long _length;

    /// <summary>Size of the block in bytes.</summary>
    public long Bytes => _length * sizeof(float);

    /// <summary>Sets room aside and returns its number.</summary>
    /// <param name="name">What it holds, for error messages.</param>
    /// <param name="length">Number of floats.</param>
    public int Reserve(string name, int length)
    {
        if (_buffer is not null)
            throw new InvalidOperationException($"'{name}' must be reserved before the first span is taken.");
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _slices.Add((name, _length, length));
        _length += (length + FloatsPerLine - 1) / FloatsPerLine * FloatsPerLine;
        return _slices.Count - 1;
    }

    /// <summary>The room with that number, all of it.</summary>
    public Span<float> Span(int slice)
    {
        _buffer ??= new NativeBuffer(_length);
        var (_, offset, length) = _slices[slice];
        return _buffer.Slice(offset, length);
    }

    /// <summary>The first <paramref name="length"/> floats of the room with that number.</summary>
    public Span<float> Span(int slice, int length)
    {
        if (length > _slices[slice].Length)
            throw new ArgumentOutOfRangeException(nameof(length), $"'{_slices[slice].Name}' holds {_slices[slice].Length} floats, not {length}.");
        return Span(slice)[..length];
    }

    public void Dispose() => _buffer?.Dispose();
}
