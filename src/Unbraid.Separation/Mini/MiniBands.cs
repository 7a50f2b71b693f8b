namespace Unbraid.Separation.Mini;

/// <summary>
/// The warped frequency axis: <see cref="Count"/> bands of 1, 2 or 8 bins of a 4096-point transform, and the three regions whose rows, of 2,
/// 4 or 8 bands, the network works on. Stated in training/model.md.
/// </summary>
internal static class MiniBands
{
    public const int Count = 448;
    public const int Rows = 128;

    /// <summary>The first bin without a band of its own; from there up, bins take the mask of the last band.</summary>
    public const int Bins = 1536;

    private static readonly (int Bands, int Size)[] s_pooling = [(128, 1), (192, 2), (128, 8)];

    /// <summary>First band and number of bands of a region, and bands per row.</summary>
    public static readonly (int First, int Bands, int Group)[] Regions = [(0, 128, 2), (128, 192, 4), (320, 128, 8)];

    /// <summary>First bin of every band, and the end of the last.</summary>
    public static readonly int[] Edges = MakeEdges();

    private static int[] MakeEdges()
    {
        var edges = new List<int>(Count + 1) { 0 };
        foreach (var (bands, size) in s_pooling)
        {
            for (var i = 0; i < bands; i++)
                edges.Add(edges[^1] + size);
        }

        return [.. edges];
    }
}
