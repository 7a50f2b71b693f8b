namespace Unbraid.Separation.Loading;

/// <summary>The checkpoints that make one model.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Paths">The files.</param>
internal sealed record CheckpointSet(string Name, IReadOnlyList<string> Paths)
{
    /// <summary>For each file the weight of each stem. Default: equal weights.</summary>
    public double[][]? Weights { get; init; }

    /// <summary>
    /// Seconds of a segment of the whole set. An HDemucs that was trained on shorter ones gets it, as in Demucs' <c>BagOfModels</c>; other networks
    /// keep their own.
    /// </summary>
    public double? SegmentSeconds { get; init; }

    /// <summary>The training configuration of all the files. Default: what lies beside each.</summary>
    public IReadOnlyDictionary<string, object?>? Configuration { get; init; }
}
