using System.Runtime.InteropServices;

namespace Unbraid.Tests.Kernels;

/// <summary>
/// Floats that end exactly where an inaccessible page begins: a kernel that touches the float after the last dies at once. To start at any distance from
/// a vector's boundary they may end a few floats earlier; a kernel that writes to those is found when the buffer is disposed.
/// </summary>
internal sealed unsafe partial class GuardedBuffer : IDisposable
{
    private readonly byte* _block;
    private readonly nuint _bytes;
    private const float Untouched = 12_345.678f;
    private readonly float* _first;
    private readonly int _after;

    public GuardedBuffer(int length, int after = 0)
    {
        var page = (nuint)Environment.SystemPageSize;
        var usable = (((nuint)(length + after) * sizeof(float)) + page - 1) / page * page;
        _bytes = usable + (2 * page);
        _block = (byte*)Map(0, _bytes, 3, 0x22, -1, 0);
        if (_block == (byte*)-1 || Protect(_block, page, 0) != 0 || Protect(_block + page + usable, page, 0) != 0)
            throw new InvalidOperationException("The guard pages could not be made.");
        _first = (float*)(_block + page + usable) - length - after;
        (Length, _after) = (length, after);
        new Span<float>(_first + length, after).Fill(Untouched);
    }

    public int Length { get; }

    public Span<float> Span => new(_first, Length);

    public static GuardedBuffer Random(int length, int seed, float amplitude = 1, int after = 0)
    {
        var random = new Random(seed);
        var buffer = new GuardedBuffer(length, after);
        foreach (ref var value in buffer.Span)
            value = amplitude * ((2 * random.NextSingle()) - 1);
        return buffer;
    }

    public void Dispose()
    {
        var isClean = !new Span<float>(_first + Length, _after).ContainsAnyExcept(Untouched);
        _ = Unmap(_block, _bytes);
        if (!isClean)
            throw new InvalidOperationException($"Something wrote past the end of {Length} floats.");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
