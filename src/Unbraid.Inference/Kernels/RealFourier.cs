namespace Unbraid.Inference;

/// <summary>
/// Orthonormal real Fourier transform along the middle of [outer, length, inner], all inner columns at once. The spectrum is
/// [outer, length / 2 + 1, 2 * inner]: real parts in the first half of a row, imaginary parts in the second.
/// </summary>
public sealed class RealFourier
{
    private readonly Engine _engine;

    /// <param name="engine">What it runs on.</param>
    /// <param name="length">Points of the transform; 1 or more, of any factors.</param>
    public RealFourier(Engine engine, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (_engine, Length) = (engine, length);
    }

    /// <summary>Points of the transform.</summary>
    public int Length { get; }

    /// <summary>Points of the spectrum.</summary>
    public int Bins => (Length / 2) + 1;

    /// <summary>y[o, k] = sum over t of x[o, t] e^(-2πi k t / length) / sqrt(length)</summary>
    /// <param name="x">[outer, length, inner]</param>
    /// <param name="outer">Number of transforms side by side in memory.</param>
    /// <param name="inner">Number of columns.</param>
    /// <param name="y">[outer, bins, 2 * inner]; not the source.</param>
    public void Forward(ReadOnlySpan<float> x, int outer, int inner, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)outer * Length * inner, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)outer * Bins * 2 * inner, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        Reference.Fourier(Length, x, outer, inner, y);
        _engine.Profile?.Stop("fourier", start, 0);
    }

    /// <summary>The inverse; imaginary parts of the first bin and, at even length, of the last are ignored.</summary>
    /// <param name="x">[outer, bins, 2 * inner]</param>
    /// <param name="outer">Number of transforms side by side in memory.</param>
    /// <param name="inner">Number of columns.</param>
    /// <param name="y">[outer, length, inner]; not the source.</param>
    public void Inverse(ReadOnlySpan<float> x, int outer, int inner, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)outer * Bins * 2 * inner, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)outer * Length * inner, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        Reference.InverseFourier(Length, x, outer, inner, y);
        _engine.Profile?.Stop("fourier", start, 0);
    }
}
