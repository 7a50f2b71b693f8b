using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mini;

/// <summary>What the network sees of a mixture: six numbers per frame and band, normalised (training/model.md, "Sound to features").</summary>
internal sealed class MiniFeatures
{
    public const int Count = 6;

    private const float Floor = 1e-7f;
    private const int Harmonic = 5;
    private const int LongHarmonic = 25;
    private const int Percussive = 8;
    private const int BandsPerPart = 16;

    private readonly Engine _engine;
    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly float[] _maps;
    private readonly int _maxFrames;

    public MiniFeatures(Engine engine, TensorSource tensors, int maxFrames)
    {
        (_engine, _maxFrames) = (engine, maxFrames);
        _mean = tensors.Read("feature.mean", Count, MiniBands.Count);
        _scale = tensors.Read("feature.scale", Count, MiniBands.Count);
        _maps = new float[(Count + 1) * MiniBands.Count * maxFrames];
    }

    /// <summary>Computes features.</summary>
    /// <param name="spectra">Left real, left imaginary, right real, right imaginary, each [2049, stride].</param>
    /// <param name="stride">Values from bin to bin.</param>
    /// <param name="scale">Factor of the spectra.</param>
    /// <param name="frames">Frames in the spectra.</param>
    /// <param name="padded">Frames to deliver, <paramref name="frames"/> or more: the last is repeated.</param>
    /// <param name="x">[6, padded, 448]</param>
    public void Compute(float[][] spectra, int stride, float scale, int frames, int padded, float[] x)
    {
        const int Parts = MiniBands.Count / BandsPerPart;
        _engine.Workers.For(Parts, part =>
        {
            for (var band = part * BandsPerPart; band < (part + 1) * BandsPerPart; band++)
                Levels(spectra, stride, scale, frames, band);
        });
        _engine.Workers.For(Parts, part =>
        {
            for (var band = part * BandsPerPart; band < (part + 1) * BandsPerPart; band++)
                Percussion(frames, band);
        });
        _engine.Workers.For(Count, feature => Store(feature, frames, padded, x));
    }

    private Span<float> Map(int feature, int band, int frames) => _maps.AsSpan(((feature * MiniBands.Count) + band) * _maxFrames, frames);

    private void Levels(float[][] spectra, int stride, float scale, int frames, int band)
    {
        var level = Map(0, band, frames);
        var side = Map(1, band, frames);
        var left = Map(2, band, frames);
        var right = Map(Count, band, frames);
        level.Clear();
        side.Clear();
        left.Clear();
        right.Clear();
        var (first, end) = (MiniBands.Edges[band], MiniBands.Edges[band + 1]);
        for (var bin = first; bin < end; bin++)
        {
            for (var part = 0; part < 2; part++)
            {
                var l = spectra[part].AsSpan(bin * stride, frames);
                var r = spectra[2 + part].AsSpan(bin * stride, frames);
                for (var t = 0; t < frames; t++)
                {
                    var (mid, difference) = ((l[t] + r[t]) * 0.5f, (l[t] - r[t]) * 0.5f);
                    level[t] += mid * mid;
                    side[t] += difference * difference;
                    left[t] += l[t] * l[t];
                    right[t] += r[t] * r[t];
                }
            }
        }

        var power = scale * scale / (end - first);
        Logarithm(level, power);
        Logarithm(side, power);
        Logarithm(left, power);
        Logarithm(right, power);
        for (var t = 0; t < frames; t++)
        {
            side[t] = Math.Clamp(side[t] - level[t], -6, 6);
            left[t] = Math.Clamp((left[t] - right[t]) * 0.5f, -3, 3);
        }

        AgainstRunningMean(level, Harmonic, Map(3, band, frames));
        AgainstRunningMean(level, LongHarmonic, Map(4, band, frames));
    }

    private static void Logarithm(Span<float> x, float power)
    {
        TensorPrimitives.Multiply(x, power, x);
        TensorPrimitives.Add(x, Floor, x);
        TensorPrimitives.Log(x, x);
    }

    private static void AgainstRunningMean(ReadOnlySpan<float> level, int half, Span<float> y)
    {
        double sum = 0;
        int begin = 0, end = 0;
        for (var t = 0; t < level.Length; t++)
        {
            while (end < Math.Min(level.Length, t + half + 1))
                sum += level[end++];
            while (begin < t - half)
                sum -= level[begin++];
            y[t] = (float)(sum / (end - begin)) - level[t];
        }
    }

    private void Percussion(int frames, int band)
    {
        var y = Map(5, band, frames);
        var (begin, end) = (Math.Max(0, band - Percussive), Math.Min(MiniBands.Count, band + Percussive + 1));
        y.Clear();
        for (var other = begin; other < end; other++)
            TensorPrimitives.Add(y, Map(0, other, frames), y);
        TensorPrimitives.Multiply(y, 1f / (end - begin), y);
        TensorPrimitives.Subtract(y, Map(0, band, frames), y);
    }

    private void Store(int feature, int frames, int padded, float[] x)
    {
        var mean = _mean.AsSpan(feature * MiniBands.Count);
        var scale = _scale.AsSpan(feature * MiniBands.Count);
        for (var t = 0; t < padded; t++)
        {
            var row = x.AsSpan(((feature * padded) + t) * MiniBands.Count, MiniBands.Count);
            var source = (feature * MiniBands.Count * _maxFrames) + Math.Min(t, frames - 1);
            for (var band = 0; band < row.Length; band++)
                row[band] = (_maps[source + (band * _maxFrames)] - mean[band]) * scale[band];
        }
    }
}
