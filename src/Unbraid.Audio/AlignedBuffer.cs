using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unbraid.Audio;

/// <summary>Floats that begin on a cache line, so that no vector load inside crosses one.</summary>
internal sealed class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly float[] _storage;
    private readonly int _offset;
    private readonly int _length;

    public AlignedBuffer(int length)
    {
        const int Slack = Alignment / sizeof(float);
        _storage = GC.AllocateArray<float>(length + Slack, pinned: true);
        _length = length;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        _offset = (int)(((Alignment - (address % Alignment)) % Alignment) / sizeof(float));
    }

    public Span<float> Span => _storage.AsSpan(_offset, _length);

    public ref float Start => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _offset);
}
