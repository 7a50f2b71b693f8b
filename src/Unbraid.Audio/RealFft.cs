using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unbraid.Audio;

/// <summary>Fourier transform of real signals of any length in single precision; only the bins 0 to N / 2 are kept.</summary>
/// <remarks>
/// Conventions as in <see cref="Fft"/>, numpy.fft.rfft/irfft and torch.fft.rfft/irfft. Signals are rows of <see cref="Length"/>
/// values, spectra rows of <see cref="Bins"/> values, real and imaginary parts apart; every span holds one or more rows.
/// All memory is taken by the constructor. An instance serves one thread at a time: make one for each thread.
/// </remarks>
internal sealed class RealFft
{
    private readonly Fft _fft;
    private readonly float _forwardScale;
    private readonly float _inverseScale;
    private readonly float[] _signalRe;
    private readonly float[] _signalIm;
    private readonly float[] _re;
    private readonly float[] _im;
    private readonly float[] _twiddleRe;
    private readonly float[] _twiddleIm;

    /// <param name="length">Values in a signal, at least 1. Even lengths cost half as much as odd ones.</param>
    /// <param name="norm">Scaling; the default is numpy's and PyTorch's default.</param>
    public RealFft(int length, FftNorm norm = FftNorm.Backward)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        Bins = (length / 2) + 1;
        _forwardScale = norm == FftNorm.Ortho ? (float)(1 / Math.Sqrt(length)) : 1;
        _inverseScale = norm == FftNorm.Ortho ? _forwardScale : (float)(1.0 / length);

        // An even signal is a complex one of half the length: even samples are real parts, odd ones imaginary parts.
        int complexLength = length % 2 == 0 ? length / 2 : length;
        _fft = new Fft(complexLength);
        _signalRe = new float[Lanes.Count * complexLength];
        _signalIm = new float[Lanes.Count * complexLength];
        _re = new float[Lanes.Count * complexLength];
        _im = new float[Lanes.Count * complexLength];
        _twiddleRe = new float[Bins];
        _twiddleIm = new float[Bins];
        for (int k = 0; k < Bins; k++)
        {
            (double cosine, double sine) = FftTables.Root(k, length);
            _twiddleRe[k] = (float)cosine;
            _twiddleIm[k] = (float)-sine;
        }
    }

    /// <summary>Values in a signal, N.</summary>
    public int Length { get; }

    /// <summary>Values in a spectrum, N / 2 + 1 (rounded down).</summary>
    public int Bins { get; }

    /// <summary>Transforms signals into spectra.</summary>
    /// <param name="input">[rows, Length].</param>
    /// <param name="re">Destination of the real parts, [rows, Bins].</param>
    /// <param name="im">Destination of the imaginary parts, [rows, Bins].</param>
    public void Forward(ReadOnlySpan<float> input, Span<float> re, Span<float> im)
    {
        int rows = CheckRows(input.Length, re.Length, im.Length);
        for (int first = 0; first < rows; first += Lanes.Count)
        {
            int count = Math.Min(Lanes.Count, rows - first);
            int values = count * _fft.Length;
            var signal = input.Slice(first * Length, count * Length);
            if (Length % 2 == 0)
            {
                Interleaving.Split(signal, _signalRe, _signalIm);
            }
            else
            {
                signal.CopyTo(_signalRe);
                _signalIm.AsSpan(0, values).Clear();
            }

            _fft.Transform(_signalRe.AsSpan(0, values), _signalIm.AsSpan(0, values), _re.AsSpan(0, values), _im.AsSpan(0, values));
            for (int row = 0; row < count; row++)
            {
                var zr = _re.AsSpan(row * _fft.Length, _fft.Length);
                var zi = _im.AsSpan(row * _fft.Length, _fft.Length);
                var rowRe = re.Slice((first + row) * Bins, Bins);
                var rowIm = im.Slice((first + row) * Bins, Bins);
                if (Length % 2 == 0)
                {
                    HalvesToSpectrum(zr, zi, rowRe, rowIm);
                }
                else
                {
                    TensorPrimitives.Multiply(zr[..Bins], _forwardScale, rowRe);
                    TensorPrimitives.Multiply(zi[..Bins], _forwardScale, rowIm);
                }
            }
        }
    }

    /// <summary>Transforms spectra into signals. Imaginary parts of bin 0 and, for even lengths, of the last bin are ignored.</summary>
    /// <param name="re">Real parts, [rows, Bins].</param>
    /// <param name="im">Imaginary parts, [rows, Bins].</param>
    /// <param name="output">Destination, [rows, Length].</param>
    public void Inverse(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> output)
    {
        int rows = CheckRows(output.Length, re.Length, im.Length);
        for (int first = 0; first < rows; first += Lanes.Count)
        {
            int count = Math.Min(Lanes.Count, rows - first);
            int values = count * _fft.Length;
            for (int row = 0; row < count; row++)
            {
                var zr = _re.AsSpan(row * _fft.Length, _fft.Length);
                var zi = _im.AsSpan(row * _fft.Length, _fft.Length);
                var rowRe = re.Slice((first + row) * Bins, Bins);
                var rowIm = im.Slice((first + row) * Bins, Bins);
                if (Length % 2 == 0)
                {
                    SpectrumToHalves(rowRe, rowIm, zr, zi);
                }
                else
                {
                    Mirror(rowRe, rowIm, zr, zi);
                }
            }

            // Exchanging real and imaginary parts on both sides turns the forward transform into the inverse.
            _fft.Transform(_im.AsSpan(0, values), _re.AsSpan(0, values), _signalIm.AsSpan(0, values), _signalRe.AsSpan(0, values));
            var signal = output.Slice(first * Length, count * Length);
            if (Length % 2 == 0)
            {
                Interleaving.Join(_signalRe.AsSpan(0, values), _signalIm.AsSpan(0, values), signal);
            }
            else
            {
                _signalRe.AsSpan(0, values).CopyTo(signal);
            }
        }
    }

    // Z is the spectrum of even samples + i * odd samples. E[k] = (Z[k] + conj Z[h-k]) / 2 and O[k] = (Z[k] - conj Z[h-k]) / 2i are the
    // spectra of both, X[k] = E[k] + w^k O[k] and conj X[h-k] = E[k] - w^k O[k], with h = N / 2 and w = exp(-2 pi i / N).
    private void HalvesToSpectrum(ReadOnlySpan<float> zr, ReadOnlySpan<float> zi, Span<float> xr, Span<float> xi)
    {
        int h = zr.Length;
        float scale = _forwardScale;
        float half = 0.5f * scale;
        (xr[0], xr[h]) = ((zr[0] + zi[0]) * scale, (zr[0] - zi[0]) * scale);
        xi[0] = xi[h] = 0;
        int k = 1;
        var halves = Vector256.Create(half);
        for (; k + Lanes.Count <= (h / 2) + 1 && h - k - Lanes.Count + 1 >= k + Lanes.Count; k += Lanes.Count)
        {
            int far = h - k - Lanes.Count + 1;
            var ar = Load(zr, k) * halves;
            var ai = Load(zi, k) * halves;
            var br = Reverse(Load(zr, far)) * halves;
            var bi = Reverse(Load(zi, far)) * halves;
            var er = ar + br;
            var ei = ai - bi;
            var or = ai + bi;
            var oi = br - ar;
            var wr = Load(_twiddleRe, k);
            var wi = Load(_twiddleIm, k);
            var tr = Vector256.MultiplyAddEstimate(or, wr, -(oi * wi));
            var ti = Vector256.MultiplyAddEstimate(or, wi, oi * wr);
            Store(er + tr, xr, k);
            Store(ei + ti, xi, k);
            Store(Reverse(er - tr), xr, far);
            Store(Reverse(ti - ei), xi, far);
        }

        for (; k <= h / 2; k++)
        {
            float ar = zr[k] * half;
            float ai = zi[k] * half;
            float br = zr[h - k] * half;
            float bi = zi[h - k] * half;
            (float er, float ei, float or, float oi) = (ar + br, ai - bi, ai + bi, br - ar);
            float tr = (or * _twiddleRe[k]) - (oi * _twiddleIm[k]);
            float ti = (or * _twiddleIm[k]) + (oi * _twiddleRe[k]);
            (xr[k], xi[k], xr[h - k], xi[h - k]) = (er + tr, ei + ti, er - tr, ti - ei);
        }
    }

    // The way back: Z[k] = E[k] + i O[k] with E[k] = X[k] + conj X[h-k] and O[k] = (X[k] - conj X[h-k]) conj w^k, twice as large as above;
    // together with the unscaled transform of length h that makes a factor of N.
    private void SpectrumToHalves(ReadOnlySpan<float> xr, ReadOnlySpan<float> xi, Span<float> zr, Span<float> zi)
    {
        int h = zr.Length;
        float scale = _inverseScale;
        (zr[0], zi[0]) = ((xr[0] + xr[h]) * scale, (xr[0] - xr[h]) * scale);
        int k = 1;
        var scales = Vector256.Create(scale);
        for (; k + Lanes.Count <= (h / 2) + 1 && h - k - Lanes.Count + 1 >= k + Lanes.Count; k += Lanes.Count)
        {
            int far = h - k - Lanes.Count + 1;
            var ar = Load(xr, k) * scales;
            var ai = Load(xi, k) * scales;
            var br = Reverse(Load(xr, far)) * scales;
            var bi = Reverse(Load(xi, far)) * scales;
            var er = ar + br;
            var ei = ai - bi;
            var dr = ar - br;
            var di = ai + bi;
            var wr = Load(_twiddleRe, k);
            var wi = Load(_twiddleIm, k);
            var or = Vector256.MultiplyAddEstimate(dr, wr, di * wi);
            var oi = Vector256.MultiplyAddEstimate(di, wr, -(dr * wi));
            Store(er - oi, zr, k);
            Store(ei + or, zi, k);
            Store(Reverse(er + oi), zr, far);
            Store(Reverse(or - ei), zi, far);
        }

        for (; k <= h / 2; k++)
        {
            float ar = xr[k] * scale;
            float ai = xi[k] * scale;
            float br = xr[h - k] * scale;
            float bi = xi[h - k] * scale;
            (float er, float ei, float dr, float di) = (ar + br, ai - bi, ar - br, ai + bi);
            float or = (dr * _twiddleRe[k]) + (di * _twiddleIm[k]);
            float oi = (di * _twiddleRe[k]) - (dr * _twiddleIm[k]);
            (zr[k], zi[k], zr[h - k], zi[h - k]) = (er - oi, ei + or, er + oi, or - ei);
        }
    }

    private void Mirror(ReadOnlySpan<float> xr, ReadOnlySpan<float> xi, Span<float> zr, Span<float> zi)
    {
        zr[0] = xr[0] * _inverseScale;
        zi[0] = 0;
        for (int k = 1; k < Bins; k++)
        {
            zr[k] = zr[Length - k] = xr[k] * _inverseScale;
            zi[k] = xi[k] * _inverseScale;
            zi[Length - k] = -zi[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ReadOnlySpan<float> from, int at) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(from), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> value, Span<float> to, int at) => value.StoreUnsafe(ref MemoryMarshal.GetReference(to), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Reverse(Vector256<float> value) => Vector256.Shuffle(value, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));

    private int CheckRows(int signal, int re, int im)
    {
        int rows = signal / Length;
        if (rows * Length != signal || rows * Bins != re || re != im)
        {
            throw new ArgumentException(
                $"A real transform of length {Length} takes rows of {Length} samples and {Bins} bins, as many in every span; got {signal} samples, {re} and {im} bins.");
        }

        return rows;
    }
}
