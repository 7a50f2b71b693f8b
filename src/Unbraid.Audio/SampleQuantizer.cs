namespace Unbraid.Audio;

/// <summary>Turns float samples into the integers of a lossless file and back.</summary>
/// <remarks>
/// Full scale ±1 is ±2^(bits-1); what lies beyond the largest integer is clipped to it; NaN becomes 0. Rounding is to the nearest, ties
/// to even. Samples that come from an integer file of the same or a smaller size come back as they were, when no dither is added.
/// </remarks>
internal static class SampleQuantizer
{
    /// <summary>Rounds to integers.</summary>
    /// <param name="samples">Full scale ±1, any length.</param>
    /// <param name="type">An integer type.</param>
    /// <param name="destination">At least as long as <paramref name="samples"/>.</param>
    public static void Quantize(ReadOnlySpan<float> samples, SampleType type, Span<int> destination)
    {
        float scale = Scale(type);
        var (lowest, highest) = Range(type);
        destination = destination[..samples.Length];
        for (int i = 0; i < samples.Length; i++)
            destination[i] = Math.Clamp((int)MathF.Round(samples[i] * scale), lowest, highest);
    }

    /// <summary>Adds dither, then rounds. Samples that are exactly zero stay zero, so that digital silence stays silent.</summary>
    /// <param name="samples">Full scale ±1, any length.</param>
    /// <param name="type">An integer type.</param>
    /// <param name="dither">Gives one value for every sample, in order: how a stream is cut into calls makes no difference.</param>
    /// <param name="destination">At least as long as <paramref name="samples"/>.</param>
    public static void Quantize(ReadOnlySpan<float> samples, SampleType type, TpdfDither dither, Span<int> destination)
    {
        float scale = Scale(type);
        var (lowest, highest) = Range(type);
        destination = destination[..samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            float noise = dither.Next();
            float sample = samples[i] * scale;
            destination[i] = sample == 0 ? 0 : Math.Clamp((int)MathF.Round(sample + noise), lowest, highest);
        }
    }

    /// <summary>The float value of integers; exact.</summary>
    public static void Dequantize(ReadOnlySpan<int> samples, SampleType type, Span<float> destination)
    {
        float step = 1 / Scale(type);
        destination = destination[..samples.Length];
        for (int i = 0; i < samples.Length; i++)
            destination[i] = samples[i] * step;
    }

    /// <summary>The integers of a type reach from <c>-2^(bits-1)</c> to <c>2^(bits-1) - 1</c>.</summary>
    public static (int Lowest, int Highest) Range(SampleType type)
    {
        int scale = (int)Scale(type);
        return (-scale, scale - 1);
    }

    private static float Scale(SampleType type) => type switch
    {
        SampleType.Int16 => 32_768,
        SampleType.Int24 => 8_388_608,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only integer samples are quantised."),
    };
}
