using System.Runtime.CompilerServices;

namespace Unbraid.Composition;

/// <summary>Random numbers that are the same everywhere and for ever: PCG-XSH-RR (M. E. O'Neill, HMC-CS-2014-0905, 2014).</summary>
/// <remarks>Every decision takes a stream of its own, so that a change in one does not disturb the others.</remarks>
internal sealed class Pcg32
{
    private const ulong Multiplier = 6364136223846793005;
    private readonly ulong _increment;
    private ulong _state;

    public Pcg32(long seed, uint stream)
    {
        _increment = ((ulong)stream << 1) | 1;
        Next();
        _state += (ulong)seed;
        Next();
    }

    /// <summary>A stream named by a text (FNV-1a of its characters).</summary>
    public Pcg32(long seed, string stream) : this(seed, stream.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u))
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next()
    {
        var old = _state;
        _state = old * Multiplier + _increment;
        return uint.RotateRight((uint)(((old >> 18) ^ old) >> 27), (int)(old >> 59));
    }

    /// <summary>Below the limit, and at least 0.</summary>
    public int Below(int limit) => (int)(((ulong)Next() * (ulong)limit) >> 32);

    /// <summary>From 0 to below 1.</summary>
    public double Unit() => Next() * (1.0 / 4294967296.0);

    /// <summary>From -1 to below 1.</summary>
    public double Signed() => 2 * Unit() - 1;

    /// <summary>From -1 to below 1, the middle more often.</summary>
    public double Bell() => (Signed() + Signed() + Signed()) / 3;

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
