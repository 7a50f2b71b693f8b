using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unbraid.Audio;

/// <summary>Eight forward transforms of one length side by side: value k of signal l is at index 8 k + l, real and imaginary parts apart.</summary>
/// <remarks>Mixed radix: 4, 2 and odd primes up to <see cref="LargestRadix"/>.</remarks>
internal sealed class LaneFft
{
    public const int LargestRadix = 31;

    private readonly List<Pass> _passes = [];
    private readonly AlignedBuffer _twiddles;
    private readonly Vector256<float>[] _scratch;
    private readonly AlignedBuffer[] _re;
    private readonly AlignedBuffer[] _im;

    /// <param name="length">Length of each transform; its largest prime factor is at most <see cref="LargestRadix"/>.</param>
    public LaneFft(int length)
    {
        Length = length;
        int twiddleCount = 0;
        int largest = 1;
        int rest = length;
        int stride = Lanes.Count;
        while (rest > 1)
        {
            int radix = NextRadix(rest);
            rest /= radix;
            _passes.Add(new Pass(radix, rest, stride, twiddleCount, FftTables.Circle(radix)));
            twiddleCount += 2 * rest * (radix - 1);
            stride *= radix;
            largest = Math.Max(largest, radix);
        }

        _twiddles = new AlignedBuffer(Math.Max(1, twiddleCount));
        foreach (var pass in _passes)
        {
            FftTables.FillTwiddles(pass.Radix, pass.Rest, _twiddles.Span[pass.Twiddles..]);
        }

        _scratch = new Vector256<float>[2 * largest];
        _re = [new AlignedBuffer(length * Lanes.Count), new AlignedBuffer(length * Lanes.Count)];
        _im = [new AlignedBuffer(length * Lanes.Count), new AlignedBuffer(length * Lanes.Count)];
    }

    public int Length { get; }

    /// <summary>Real parts to transform, if they are not taken from elsewhere.</summary>
    public AlignedBuffer InputRe => _re[1];

    /// <summary>Imaginary parts to transform.</summary>
    public AlignedBuffer InputIm => _im[1];

    /// <summary>Real parts of the last transform.</summary>
    public AlignedBuffer OutputRe => _re[OutputIndex];

    /// <summary>Imaginary parts of the last transform.</summary>
    public AlignedBuffer OutputIm => _im[OutputIndex];

    // Passes go from buffer 1 (or the caller's memory) to 0, from 0 to 1, and so on.
    private int OutputIndex => _passes.Count % 2 == 0 ? 1 : 0;

    /// <summary>Whether a length has no prime factor above <see cref="LargestRadix"/>.</summary>
    public static bool Supports(int length)
    {
        for (int rest = length; rest > 1;)
        {
            int radix = NextRadix(rest);
            if (radix > LargestRadix)
            {
                return false;
            }

            rest /= radix;
        }

        return true;
    }

    /// <summary>Transforms the values of <see cref="InputRe"/> and <see cref="InputIm"/>, which are overwritten.</summary>
    public void Transform() => Transform(ref InputRe.Start, ref InputIm.Start);

    /// <summary>Transforms 8 * <see cref="Length"/> values that lie elsewhere; they stay as they are if there is a pass at all.</summary>
    public void Transform(ref float inputRe, ref float inputIm)
    {
        ref float xr = ref inputRe;
        ref float xi = ref inputIm;
        int target = 0;
        foreach (var pass in _passes)
        {
            ref float yr = ref _re[target].Start;
            ref float yi = ref _im[target].Start;
            ref float twiddles = ref Unsafe.Add(ref _twiddles.Start, pass.Twiddles);
            switch (pass.Radix)
            {
                case 4:
                    FftPasses.Radix4(ref xr, ref xi, ref yr, ref yi, pass.Rest, pass.Stride, ref twiddles);
                    break;
                case 2:
                    FftPasses.Radix2(ref xr, ref xi, ref yr, ref yi, pass.Rest, pass.Stride, ref twiddles);
                    break;
                default:
                    FftPasses.RadixOdd(
                        ref xr, ref xi, ref yr, ref yi, pass.Rest, pass.Stride, ref twiddles,
                        pass.Radix, pass.Circle.Cosines, pass.Circle.Sines, _scratch);
                    break;
            }

            xr = ref yr;
            xi = ref yi;
            target = 1 - target;
        }
    }

    private static int NextRadix(int rest)
    {
        if (rest % 4 == 0)
        {
            return 4;
        }

        if (rest % 2 == 0)
        {
            return 2;
        }

        for (int radix = 3; radix * radix <= rest; radix += 2)
        {
            if (rest % radix == 0)
            {
                return radix;
            }
        }

        return rest;
    }

    private readonly record struct Pass(int Radix, int Rest, int Stride, int Twiddles, UnitCircle Circle);
}
