namespace Unbraid.Inference;

/// <summary>Passes over memory that no product can absorb.</summary>
public static class Elementwise
{
    /// <summary>y[i] = a[i] + b[i]; y may be a or b.</summary>
    public static void Add(Engine engine, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        var start = KernelProfile.Start(engine.Profile);
        for (var i = 0; i < y.Length; i++)
            y[i] = a[i] + b[i];
        engine.Profile?.Stop("add", start, 0);
    }

    /// <summary>y[i] = x[i] * scale + offset; y may be x.</summary>
    public static void Affine(Engine engine, ReadOnlySpan<float> x, float scale, float offset, Span<float> y)
    {
        var start = KernelProfile.Start(engine.Profile);
        for (var i = 0; i < y.Length; i++)
            y[i] = (x[i] * scale) + offset;
        engine.Profile?.Stop("affine", start, 0);
    }

    /// <summary>y[i] = activation(x[i]), all but <see cref="Activation.Glu"/>; y may be x.</summary>
    public static void Apply(Engine engine, Activation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        var start = KernelProfile.Start(engine.Profile);
        for (var i = 0; i < y.Length; i++)
            y[i] = Reference.Activate(activation, x[i]);
        engine.Profile?.Stop("activation", start, 0);
    }

    /// <summary>y[c, r] = x[r, c]</summary>
    /// <param name="engine">What it runs on.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="y">[columns, rows]; not the source.</param>
    public static void Transpose(Engine engine, ReadOnlySpan<float> x, int rows, int columns, Span<float> y)
    {
        var start = KernelProfile.Start(engine.Profile);
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                y[(c * rows) + r] = x[(r * columns) + c];
        }

        engine.Profile?.Stop("transpose", start, 0);
    }

    /// <summary>Mean and standard deviation (unbiased: divided by n - 1), summed in double.</summary>
    public static (double Mean, double Deviation) Statistics(Engine engine, ReadOnlySpan<float> x)
    {
        var start = KernelProfile.Start(engine.Profile);
        double sum = 0;
        foreach (var value in x)
            sum += value;
        var mean = sum / x.Length;
        double squares = 0;
        foreach (var value in x)
            squares += (value - mean) * (value - mean);
        engine.Profile?.Stop("statistics", start, 0);
        return (mean, Math.Sqrt(squares / (x.Length - 1)));
    }
}
