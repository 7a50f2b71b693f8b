using System.Runtime.InteropServices;

namespace Unbraid.Inference;

/// <summary>Floats outside the managed heap, zero at first, aligned to a cache line.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private float* _pointer;

    /// <param name="length">Number of floats; 0 or more.</param>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        _pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_pointer, bytes);
    }

#pragma warning disable MA0055 // Finalizer: native memory of a buffer that nobody disposed
    ~NativeBuffer() => Free();
#pragma warning restore MA0055

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>All of it; the buffer must hold fewer than 2^31 floats.</summary>
    public Span<float> Span => new(_pointer, checked((int)Length));

    internal float* Pointer => _pointer;

    /// <summary>A part of it, without a copy.</summary>
    /// <param name="offset">First float.</param>
    /// <param name="length">Number of floats.</param>
    public Span<float> Slice(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} floats from {offset} are not inside a buffer of {Length}.");
        return new Span<float>(_pointer + offset, length);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
