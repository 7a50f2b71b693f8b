using System.Runtime.InteropServices;

namespace Unbraid.Inference;

/// <summary>Floats outside the managed heap, zero at first, aligned to a cache line.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private float* _pointer;
    private void* _block;

    /// <param name="length">Number of floats; 0 or more.</param>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        // The system gives out more than it has, and ends whoever uses it.
        var (needed, there) = (length * (double)sizeof(float), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
#pragma warning disable MA0012 // Reserved exception: it is the very condition, and callers treat it as the runtime's own
        if (needed > there)
            throw new InsufficientMemoryException($"{needed / 1e9:0.0} GB are needed in one piece, and the machine has {there / 1e9:0.0} GB.");
#pragma warning restore MA0012

        // Not cleared by hand: the system hands out large blocks as zeros, page by page when they are first touched.
        _block = NativeMemory.AllocZeroed(((nuint)length * sizeof(float)) + Alignment);
        _pointer = (float*)(((nuint)_block + Alignment - 1) / Alignment * Alignment);
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
        NativeMemory.Free(_block);
        _block = null;
        _pointer = null;
    }
}
