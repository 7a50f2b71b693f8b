namespace Unbraid.Separation.Ensembles;

/// <summary>Which of several values counts.</summary>
internal enum MergeValue
{
    /// <summary>Their mean: sum over m of w[m] x[m] / sum over m of w[m].</summary>
    Average,

    /// <summary>The middle one; of an even number, the mean of the two in the middle. Of complex numbers, real and imaginary part for themselves.</summary>
    Median,

    /// <summary>The one of the smallest magnitude; of equal ones the first.</summary>
    Min,

    /// <summary>The one of the largest magnitude; of equal ones the first.</summary>
    Max,
}

/// <summary>How stems of several models become one.</summary>
/// <param name="Value">Which value counts.</param>
/// <param name="OfSpectra">Whether the values are those of short-time spectra and not samples.</param>
internal sealed record MergeRule(MergeValue Value, bool OfSpectra)
{
    /// <summary>The rules by the names that the field has for them.</summary>
    public static IReadOnlyDictionary<string, MergeRule> ByName { get; } = new Dictionary<string, MergeRule>
    {
        ["avg_wave"] = new(MergeValue.Average, OfSpectra: false),
        ["median_wave"] = new(MergeValue.Median, OfSpectra: false),
        ["min_wave"] = new(MergeValue.Min, OfSpectra: false),
        ["max_wave"] = new(MergeValue.Max, OfSpectra: false),
        ["avg_fft"] = new(MergeValue.Average, OfSpectra: true),
        ["median_fft"] = new(MergeValue.Median, OfSpectra: true),
        ["min_fft"] = new(MergeValue.Min, OfSpectra: true),
        ["max_fft"] = new(MergeValue.Max, OfSpectra: true),
    };

    /// <summary>What merges one stem of a song.</summary>
    /// <param name="stems">The stem as each model made it, all of one length and format.</param>
    /// <param name="weights">What each counts, all above 0.</param>
    public IStemMerge Of(IReadOnlyList<Song> stems, IReadOnlyList<float> weights) =>
        OfSpectra ? new SpectralMerge(Value, stems, weights) : new WaveMerge(Value, stems, weights);
}

/// <summary>Merges one stem, piece by piece.</summary>
internal interface IStemMerge
{
    /// <summary>Merges a piece; the memory is used again by the next call.</summary>
    /// <param name="start">First frame, a multiple of 1,024.</param>
    /// <param name="frames">Frames of it, at most <see cref="WaveMerge.MostFrames"/>.</param>
    /// <returns>Samples, interleaved.</returns>
    ReadOnlyMemory<float> Merge(long start, int frames);
}
