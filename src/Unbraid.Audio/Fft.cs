using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Unbraid.Audio;

/// <summary>Where the factor goes that makes a transform and its inverse cancel. The names are those of numpy and PyTorch.</summary>
internal enum FftNorm
{
    /// <summary>Forward unscaled, inverse divided by the length.</summary>
    Backward,

    /// <summary>Both divided by the square root of the length.</summary>
    Ortho,
}

/// <summary>Complex Fourier transform of any length in single precision.</summary>
/// <remarks>
/// <para>Forward: X[k] = s * sum_n x[n] exp(-2 pi i k n / N); inverse: the same with the sign of the exponent turned round;
/// <see cref="FftNorm"/> gives the factors s. Real and imaginary parts lie apart. Every span holds one or more rows of
/// <see cref="Length"/> values, and each row is transformed. A destination may be the source itself, but must not overlap it otherwise.</para>
/// <para>All memory is taken by the constructor. An instance serves one thread at a time: make one for each thread.</para>
/// <para>Multiples of 64 run as eight interleaved transforms and a last pass across them; other lengths whose prime factors are at
/// most 31 take eight rows at a time; the rest goes through Bluestein's chirp (IEEE Trans. Audio Electroacoust. 18, 1970).</para>
/// </remarks>
internal sealed class Fft
{
    private readonly float _forwardScale;
    private readonly float _inverseScale;
    private readonly LaneFft? _lanes;
    private readonly AlignedBuffer? _acrossTwiddles;
    private readonly Bluestein? _bluestein;

    /// <param name="length">Values in a transform, at least 1.</param>
    /// <param name="norm">Scaling; the default is numpy's and PyTorch's default.</param>
    public Fft(int length, FftNorm norm = FftNorm.Backward)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        _forwardScale = norm == FftNorm.Ortho ? (float)(1 / Math.Sqrt(length)) : 1;
        _inverseScale = norm == FftNorm.Ortho ? _forwardScale : (float)(1.0 / length);
        if (!LaneFft.Supports(length))
        {
            _bluestein = new Bluestein(length);
        }
        else if (length % (Lanes.Count * Lanes.Count) == 0)
        {
            int rows = length / Lanes.Count;
            _lanes = new LaneFft(rows);
            _acrossTwiddles = new AlignedBuffer(2 * (Lanes.Count - 1) * rows);
            FftTables.FillSplitTwiddles(Lanes.Count, rows, _acrossTwiddles.Span);
        }
        else
        {
            _lanes = new LaneFft(length);
        }
    }

    /// <summary>Values in one transform.</summary>
    public int Length { get; }

    /// <summary>Transforms time into frequency.</summary>
    /// <param name="inputRe">Real parts, [rows, Length].</param>
    /// <param name="inputIm">Imaginary parts, [rows, Length].</param>
    /// <param name="re">Destination of the real parts, [rows, Length].</param>
    /// <param name="im">Destination of the imaginary parts, [rows, Length].</param>
    public void Forward(ReadOnlySpan<float> inputRe, ReadOnlySpan<float> inputIm, Span<float> re, Span<float> im)
    {
        Check(inputRe, inputIm, re, im);
        Transform(inputRe, inputIm, re, im);
        Scale(re, im, _forwardScale);
    }

    /// <summary>Transforms frequency into time.</summary>
    /// <param name="inputRe">Real parts, [rows, Length].</param>
    /// <param name="inputIm">Imaginary parts, [rows, Length].</param>
    /// <param name="re">Destination of the real parts, [rows, Length].</param>
    /// <param name="im">Destination of the imaginary parts, [rows, Length].</param>
    public void Inverse(ReadOnlySpan<float> inputRe, ReadOnlySpan<float> inputIm, Span<float> re, Span<float> im)
    {
        Check(inputRe, inputIm, re, im);
        // With real and imaginary parts exchanged on both sides the forward transform is the inverse.
        Transform(inputIm, inputRe, im, re);
        Scale(re, im, _inverseScale);
    }

    /// <summary>Forward without a factor and without checks, for the transforms built on this one.</summary>
    internal void Transform(ReadOnlySpan<float> inputRe, ReadOnlySpan<float> inputIm, Span<float> re, Span<float> im)
    {
        if (_bluestein is not null)
        {
            for (int at = 0; at < re.Length; at += Length)
            {
                _bluestein.Transform(inputRe.Slice(at, Length), inputIm.Slice(at, Length), re.Slice(at, Length), im.Slice(at, Length));
            }
        }
        else if (_acrossTwiddles is not null)
        {
            for (int at = 0; at < re.Length; at += Length)
            {
                _lanes!.Transform(ref MemoryMarshal.GetReference(inputRe[at..]), ref MemoryMarshal.GetReference(inputIm[at..]));
                FftPasses.AcrossLanes(
                    ref _lanes.OutputRe.Start, ref _lanes.OutputIm.Start,
                    ref MemoryMarshal.GetReference(re[at..]), ref MemoryMarshal.GetReference(im[at..]),
                    _lanes.Length, ref _acrossTwiddles.Start);
            }
        }
        else
        {
            int block = Lanes.Count * Length;
            for (int at = 0; at < re.Length; at += block)
            {
                int count = Math.Min(block, re.Length - at);
                ToLanes(inputRe.Slice(at, count), _lanes!.InputRe);
                ToLanes(inputIm.Slice(at, count), _lanes.InputIm);
                _lanes.Transform();
                FromLanes(_lanes.OutputRe, re.Slice(at, count));
                FromLanes(_lanes.OutputIm, im.Slice(at, count));
            }
        }
    }

    private static void Scale(Span<float> re, Span<float> im, float scale)
    {
        if (scale != 1)
        {
            TensorPrimitives.Multiply(re, scale, re);
            TensorPrimitives.Multiply(im, scale, im);
        }
    }

    private void ToLanes(ReadOnlySpan<float> rows, AlignedBuffer lanes)
    {
        if (rows.Length == Lanes.Count * Length)
        {
            Lanes.TransposeRows(in MemoryMarshal.GetReference(rows), Length, Length, ref lanes.Start, Lanes.Count);
            return;
        }

        var destination = lanes.Span;
        destination.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            destination[(i % Length * Lanes.Count) + (i / Length)] = rows[i];
        }
    }

    private void FromLanes(AlignedBuffer lanes, Span<float> rows)
    {
        if (rows.Length == Lanes.Count * Length)
        {
            Lanes.TransposeColumns(in lanes.Start, Lanes.Count, Length, ref MemoryMarshal.GetReference(rows), Length);
            return;
        }

        var source = lanes.Span;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = source[(i % Length * Lanes.Count) + (i / Length)];
        }
    }

    private void Check(ReadOnlySpan<float> inputRe, ReadOnlySpan<float> inputIm, Span<float> re, Span<float> im)
    {
        if (inputRe.Length % Length != 0 || inputIm.Length != inputRe.Length || re.Length != inputRe.Length || im.Length != inputRe.Length)
        {
            throw new ArgumentException(
                $"A transform of length {Length} takes whole rows, as many in every span; got {inputRe.Length}, {inputIm.Length} -> {re.Length}, {im.Length}.");
        }
    }
}
