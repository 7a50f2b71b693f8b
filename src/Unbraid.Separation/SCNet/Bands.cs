using Unbraid.Inference;

namespace Unbraid.Separation.SCNet;

/// <summary>One of the three bands of a level: where it lies before and after it is made sparser.</summary>
/// <param name="Start">First frequency before.</param>
/// <param name="Length">Frequencies before.</param>
/// <param name="SparseStart">First frequency after.</param>
/// <param name="SparseLength">Frequencies after.</param>
/// <param name="Kernel">Frequencies that a convolution sees.</param>
/// <param name="Stride">Frequencies it steps.</param>
/// <param name="Padding">Zeros before the band.</param>
/// <param name="Trim">Frequencies to drop from the start of the transposed convolution, so that it ends where the band does.</param>
internal sealed record Band(int Start, int Length, int SparseStart, int SparseLength, int Kernel, int Stride, int Padding, int Trim);

/// <summary>A level of the encoder, and of the decoder that mirrors it.</summary>
/// <param name="Inputs">Channels before.</param>
/// <param name="Outputs">Channels after.</param>
/// <param name="Frequencies">Frequencies before.</param>
/// <param name="SparseFrequencies">Frequencies after.</param>
/// <param name="Bands">Low, middle and high.</param>
internal sealed record Level(int Inputs, int Outputs, int Frequencies, int SparseFrequencies, IReadOnlyList<Band> Bands)
{
    public static IReadOnlyList<Level> Of(SCNetConfig config)
    {
        var levels = new List<Level>();
        var frequencies = (config.Nfft / 2) + 1;
        for (var i = 0; i + 1 < config.Dims.Count; i++)
        {
            var bands = BandsOf(config, frequencies);
            levels.Add(new Level(config.Dims[i], config.Dims[i + 1], frequencies, bands.Sum(b => b.SparseLength), bands));
            frequencies = levels[^1].SparseFrequencies;
        }

        return levels;
    }

    /// <summary>Shape before, with the channels given.</summary>
    public FeatureMap Map(int channels, int frames) => new(channels, Frequencies, frames);

    /// <summary>Shape after, with the channels given.</summary>
    public FeatureMap SparseMap(int channels, int frames) => new(channels, SparseFrequencies, frames);

    private static List<Band> BandsOf(SCNetConfig config, int frequencies)
    {
        var first = (int)Math.Ceiling(frequencies * config.BandShares[0]);
        var second = (int)Math.Ceiling(frequencies * (config.BandShares[0] + config.BandShares[1]));
        int[] edges = [0, first, second, frequencies];
        var bands = new List<Band>();
        var sparse = 0;
        for (var i = 0; i < 3; i++)
        {
            var (kernel, stride, length) = (config.BandKernels[i], config.BandStrides[i], edges[i + 1] - edges[i]);
            var padding = stride == 1 ? kernel - 1 : (stride - (length % stride)) % stride;
            var sparseLength = ((length + padding - kernel) / stride) + 1;
            var whole = ((sparseLength - 1) * stride) + kernel;
            bands.Add(new Band(edges[i], length, sparse, sparseLength, kernel, stride, padding / 2, Math.Abs(length - whole) / 2));
            sparse += sparseLength;
        }

        return bands;
    }
}
