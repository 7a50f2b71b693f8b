using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>Neighbouring bins of a spectrum that make one token.</summary>
/// <param name="First">The lowest bin.</param>
/// <param name="Bins">Number of bins.</param>
internal readonly record struct Band(int First, int Bins)
{
    /// <summary>The table of Lu et al. 2023 for 2,048 samples at 44.1 kHz: 62 bands.</summary>
    public static IReadOnlyList<int> Default { get; } =
    [
        .. Enumerable.Repeat(2, 24), .. Enumerable.Repeat(4, 12), .. Enumerable.Repeat(12, 8), .. Enumerable.Repeat(24, 8), .. Enumerable.Repeat(48, 8), 128, 129,
    ];

    /// <summary>Bands one above the other, from their numbers of bins.</summary>
    /// <exception cref="CheckpointException">They do not cover the spectrum.</exception>
    public static IReadOnlyList<Band> Tiled(IReadOnlyList<int> bins, int nfft)
    {
        var sum = bins.Sum(count => (long)count);
        if (sum != (nfft / 2) + 1 || bins.Any(count => count < 1))
            throw new CheckpointException($"The bands of freqs_per_bands hold {sum} bins together; a transform of {nfft} samples has {(nfft / 2) + 1}.");
        var bands = new List<Band>();
        foreach (var count in bins)
            bands.Add(new Band(bands.Count == 0 ? 0 : bands[^1].First + bands[^1].Bins, count));
        return bands;
    }

    /// <summary>
    /// Bands whose edges are equally far from each other in Slaney's mel scale (Auditory Toolbox, 1998), each reaching to the middles of its
    /// neighbours, so that nearly every bin is in two.
    /// </summary>
    /// <exception cref="CheckpointException">There are so many bands that one would hold no bin.</exception>
    public static IReadOnlyList<Band> Mel(int count, int nfft, int sampleRate)
    {
        var bins = (nfft / 2) + 1;
        var top = ToMel(sampleRate / 2.0);
        var edges = Enumerable.Range(0, count + 2).Select(i => ToHertz(top * i / (count + 1))).ToArray();
        var bands = new Band[count];
        for (var b = 0; b < count; b++)
        {
            var held = Enumerable.Range(0, bins).Where(bin => Holds(b, bin)).ToList();
            if (b == 0 && !held.Contains(0))
                held.Insert(0, 0);
            if (b == count - 1 && !held.Contains(bins - 1))
                held.Add(bins - 1);
            if (held.Count == 0 || held[^1] - held[0] + 1 != held.Count)
                throw new CheckpointException($"{count} mel bands are too many for a transform of {nfft} samples: band {b} holds no bins, or some apart from each other.");
            bands[b] = new Band(held[0], held.Count);
        }

        return bands;

        bool Holds(int b, int bin)
        {
            var hertz = bin * (double)sampleRate / nfft;
            return Math.Min((hertz - edges[b]) / (edges[b + 1] - edges[b]), (edges[b + 2] - hertz) / (edges[b + 2] - edges[b + 1])) > 0;
        }
    }

    private static double ToMel(double hertz) => hertz < 1000 ? hertz * 3 / 200 : 15 + (Math.Log(hertz / 1000) * 27 / Math.Log(6.4));

    private static double ToHertz(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
}
