using Unbraid.Audio;
using Unbraid.Inference;

namespace Unbraid.Separation.Mdx23c;

/// <summary>
/// The spectrogram of MDX23C: the lowest bins, real and imaginary parts as channels, each cut into bands that are channels too, frequencies next to
/// each other: [channel, part, band; frames; bins of a band].
/// </summary>
internal sealed class SubbandSpectrogram
{
    private const int FramesAtATime = 32;

    private readonly Engine _engine;
    private readonly TfcTdfConfig _config;
    private readonly Stft[] _transforms;

    public SubbandSpectrogram(Engine engine, TfcTdfConfig config)
    {
        (_engine, _config) = (engine, config);
        var options = new StftOptions { FrameLength = config.Nfft, Hop = config.Hop };
        _transforms = [.. Enumerable.Range(0, engine.Workers.Threads).Select(_ => new Stft(options))];
    }

    /// <summary>Transforms a segment.</summary>
    /// <param name="mixture">[channels, samples]</param>
    /// <param name="spectrum">Destination, [planes, frames, bins of a band].</param>
    /// <param name="room">Room of that size.</param>
    public unsafe void Forward(ReadOnlySpan<float> mixture, Span<float> spectrum, Span<float> room)
    {
        fixed (float* source = mixture, target = room)
        {
            var body = new ForwardBody(this, source, target);
            _engine.Workers.For(_config.AudioChannels * ((_config.Frames + FramesAtATime - 1) / FramesAtATime), ref body);
        }

        var (bins, area) = (_config.Bins / _config.Subbands, BandArea);
        for (var plane = 0; plane < _config.Planes; plane++)
            Elementwise.Transpose(_engine, room.Slice(plane * area, area), bins, _config.Frames, spectrum.Slice(plane * area, area));
    }

    /// <summary>Transforms back.</summary>
    /// <param name="spectrum">[signals, parts and bands, frames, bins of a band]</param>
    /// <param name="signals">Number of signals.</param>
    /// <param name="room">Room of that size.</param>
    /// <param name="output">Destination, [signals, samples].</param>
    public unsafe void Inverse(ReadOnlySpan<float> spectrum, int signals, Span<float> room, Span<float> output)
    {
        var (bins, area) = (_config.Bins / _config.Subbands, BandArea);
        for (var plane = 0; plane < signals * 2 * _config.Subbands; plane++)
            Elementwise.Transpose(_engine, spectrum.Slice(plane * area, area), _config.Frames, bins, room.Slice(plane * area, area));
        fixed (float* source = room, target = output)
        {
            var body = new InverseBody(this, source, target);
            _engine.Workers.For(signals, ref body);
        }
    }

    private int BandArea => _config.Bins / _config.Subbands * _config.Frames;

    private readonly unsafe struct ForwardBody(SubbandSpectrogram owner, float* mixture, float* planes) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var config = owner._config;
            var blocks = (config.Frames + FramesAtATime - 1) / FramesAtATime;
            var (channel, first) = (index / blocks, index % blocks * FramesAtATime);
            var area = config.Bins * config.Frames;
            var re = new Span<float>(planes + (2L * channel * area), area);
            var im = new Span<float>(planes + (((2L * channel) + 1) * area), area);
            owner._transforms[worker].Forward(
                new ReadOnlySpan<float>(mixture + ((long)channel * config.SegmentFrames), config.SegmentFrames), first,
                Math.Min(FramesAtATime, config.Frames - first), config.Bins, re[first..], im[first..], config.Frames);
        }
    }

    private readonly unsafe struct InverseBody(SubbandSpectrogram owner, float* planes, float* output) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var config = owner._config;
            var area = config.Bins * config.Frames;
            owner._transforms[worker].Inverse(
                new ReadOnlySpan<float>(planes + (2L * index * area), area), new ReadOnlySpan<float>(planes + (((2L * index) + 1) * area), area),
                config.Frames, config.Bins, config.Frames, 0, new Span<float>(output + ((long)index * config.SegmentFrames), config.SegmentFrames));
        }
    }
}
