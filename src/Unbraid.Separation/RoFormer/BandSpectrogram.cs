using Unbraid.Audio;
using Unbraid.Inference;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// The spectrogram of RoFormers (Hann, centred, not scaled), and its bands as rows: of every bin of a band in turn, of every channel in turn, real and imaginary
/// part.
/// </summary>
internal sealed class BandSpectrogram
{
    private const int FramesAtATime = 32;

    private readonly Engine _engine;
    private readonly RoFormerConfig _config;
    private readonly Stft[] _transforms;

    public BandSpectrogram(Engine engine, RoFormerConfig config)
    {
        (_engine, _config) = (engine, config);
        var options = new StftOptions { FrameLength = config.Nfft, Hop = config.Hop };
        _transforms = [.. Enumerable.Range(0, engine.Workers.Threads).Select(_ => new Stft(options))];
    }

    /// <summary>Floats of a spectrogram: [channels, 2, bins, frames].</summary>
    public static int Length(RoFormerConfig config) => 2 * config.Channels * config.Bins * config.Frames;

    /// <summary>Features of a band's row.</summary>
    public static int RowLength(RoFormerConfig config, Band band) => 2 * config.Channels * band.Bins;

    /// <summary>Transforms a segment.</summary>
    /// <param name="mixture">[channels, samples]</param>
    /// <param name="spectrum">Destination, [channels, 2, bins, frames].</param>
    public unsafe void Forward(ReadOnlySpan<float> mixture, Span<float> spectrum)
    {
        fixed (float* source = mixture, target = spectrum)
        {
            var body = new ForwardBody(this, source, target);
            _engine.Workers.For(_config.Channels * Blocks, ref body);
        }
    }

    /// <summary>Transforms one stem back.</summary>
    /// <param name="spectrum">[channels, 2, bins, frames]</param>
    /// <param name="output">Destination, [channels, samples].</param>
    public unsafe void Inverse(ReadOnlySpan<float> spectrum, Span<float> output)
    {
        fixed (float* source = spectrum, target = output)
        {
            var body = new InverseBody(this, source, target);
            _engine.Workers.For(_config.Channels, ref body);
        }
    }

    /// <summary>Copies the rows of a band out of a spectrogram.</summary>
    /// <param name="spectrum">[channels, 2, bins, frames]</param>
    /// <param name="band">Which.</param>
    /// <param name="rows">Destination, [frames, row length].</param>
    public void Gather(ReadOnlySpan<float> spectrum, Band band, Span<float> rows)
    {
        var (frames, parts) = (_config.Frames, 2 * _config.Channels);
        var length = parts * band.Bins;
        for (var i = 0; i < length; i++)
        {
            var source = spectrum.Slice(((i % parts * _config.Bins) + band.First + (i / parts)) * frames, frames);
            for (var t = 0; t < frames; t++)
                rows[(t * length) + i] = source[t];
        }
    }

    /// <summary>Adds a band's rows to a spectrogram.</summary>
    public void Scatter(ReadOnlySpan<float> rows, Band band, Span<float> spectrum)
    {
        var (frames, parts) = (_config.Frames, 2 * _config.Channels);
        var length = parts * band.Bins;
        for (var i = 0; i < length; i++)
        {
            var target = spectrum.Slice(((i % parts * _config.Bins) + band.First + (i / parts)) * frames, frames);
            for (var t = 0; t < frames; t++)
                target[t] += rows[(t * length) + i];
        }
    }

    private int Blocks => (_config.Frames + FramesAtATime - 1) / FramesAtATime;

    private readonly unsafe struct ForwardBody(BandSpectrogram owner, float* mixture, float* spectrum) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var (channel, block) = Math.DivRem(index, owner.Blocks);
            var (config, first) = (owner._config, block * FramesAtATime);
            var area = config.Bins * config.Frames;
            var re = new Span<float>(spectrum + (2L * channel * area), area);
            var im = new Span<float>(spectrum + (((2L * channel) + 1) * area), area);
            owner._transforms[worker].Forward(
                new ReadOnlySpan<float>(mixture + ((long)channel * config.SegmentFrames), config.SegmentFrames), first,
                Math.Min(FramesAtATime, config.Frames - first), config.Bins, re[first..], im[first..], config.Frames);
        }
    }

    private readonly unsafe struct InverseBody(BandSpectrogram owner, float* spectrum, float* output) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var config = owner._config;
            var area = config.Bins * config.Frames;
            owner._transforms[worker].Inverse(
                new(spectrum + (2L * index * area), area), new(spectrum + (((2L * index) + 1) * area), area), config.Frames, config.Bins, config.Frames, 0,
                new Span<float>(output + ((long)index * config.SegmentFrames), config.SegmentFrames));
        }
    }
}
