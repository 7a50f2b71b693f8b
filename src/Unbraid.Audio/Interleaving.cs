using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unbraid.Audio;

/// <summary>Moves between pairs (left, right, left, right, ... or re, im, re, im, ...) and two separate runs.</summary>
internal static class Interleaving
{
    private static readonly Vector256<int> s_evenThenOdd = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
    private static readonly Vector256<int> s_alternate = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);

    /// <summary>first[i] = pairs[2 i] and second[i] = pairs[2 i + 1]. The spans must not overlap.</summary>
    /// <param name="pairs">An even number of values.</param>
    /// <param name="first">Destination, at least half as long.</param>
    /// <param name="second">Destination, at least half as long.</param>
    public static void Split(ReadOnlySpan<float> pairs, Span<float> first, Span<float> second)
    {
        int count = pairs.Length / 2;
        first = first[..count];
        second = second[..count];
        ref float source = ref MemoryMarshal.GetReference(pairs);
        int i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var low = Vector256.Shuffle(Vector256.LoadUnsafe(ref source, (nuint)(2 * i)), s_evenThenOdd);
            var high = Vector256.Shuffle(Vector256.LoadUnsafe(ref source, (nuint)((2 * i) + 8)), s_evenThenOdd);
            Vector256.Create(low.GetLower(), high.GetLower()).StoreUnsafe(ref MemoryMarshal.GetReference(first), (nuint)i);
            Vector256.Create(low.GetUpper(), high.GetUpper()).StoreUnsafe(ref MemoryMarshal.GetReference(second), (nuint)i);
        }

        for (; i < count; i++)
        {
            first[i] = pairs[2 * i];
            second[i] = pairs[(2 * i) + 1];
        }
    }

    /// <summary>pairs[2 i] = first[i] and pairs[2 i + 1] = second[i]. The spans must not overlap.</summary>
    /// <param name="first">Any number of values.</param>
    /// <param name="second">As many.</param>
    /// <param name="pairs">Destination, at least twice as long.</param>
    public static void Join(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> pairs)
    {
        int count = first.Length;
        second = second[..count];
        pairs = pairs[..(2 * count)];
        ref float destination = ref MemoryMarshal.GetReference(pairs);
        int i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var a = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(first), (nuint)i);
            var b = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(second), (nuint)i);
            Vector256.Shuffle(Vector256.Create(a.GetLower(), b.GetLower()), s_alternate).StoreUnsafe(ref destination, (nuint)(2 * i));
            Vector256.Shuffle(Vector256.Create(a.GetUpper(), b.GetUpper()), s_alternate).StoreUnsafe(ref destination, (nuint)((2 * i) + 8));
        }

        for (; i < count; i++)
        {
            pairs[2 * i] = first[i];
            pairs[(2 * i) + 1] = second[i];
        }
    }
}
