using Unbraid.Audio;
using Unbraid.Inference;

namespace Unbraid.Separation.SCNet;

/// <summary>
/// The spectrogram of SCNet: rectangular window (Hann with masks), real and imaginary parts as channels, padded at the end to an even number
/// of frames.
/// </summary>
internal sealed class SparseSpectrogram
{
    private const int FramesAtATime = 32;

    private readonly Engine _engine;
    private readonly Stft[] _transforms;
    private readonly Arena _arena;
    private readonly int _padded;
    private readonly int _samples;

    public SparseSpectrogram(Engine engine, SCNetConfig config, Arena arena)
    {
        (_engine, _arena, _samples) = (engine, arena, config.SegmentFrames);
        var window = config.Masked ? StftWindow.Hann : StftWindow.Rectangular;
        var options = new StftOptions { FrameLength = config.Nfft, Hop = config.Hop, Window = window, Normalized = true };
        _transforms = [.. Enumerable.Range(0, engine.Workers.Threads).Select(_ => new Stft(options))];
        Frames = FramesOf(_samples, config.Hop);
        _padded = arena.Reserve("padded signals", 2 * (Frames - 1) * config.Hop);
    }

    /// <summary>Frames of a segment.</summary>
    public int Frames { get; }

    public int Bins => _transforms[0].Bins;

    /// <summary>Frames of a signal, always even so that the Fourier transform along time has an inverse.</summary>
    public static int FramesOf(int samples, int hop)
    {
        var hops = (samples / hop) + 1;
        return 1 + (hops % 2 == 0 ? hops + 1 : hops);
    }

    /// <summary>Transforms a stereo segment.</summary>
    /// <param name="mixture">[2, samples]</param>
    /// <param name="spectrum">Destination: [4, bins, frames]; left real, left imaginary, right real, right imaginary.</param>
    public unsafe void Forward(ReadOnlySpan<float> mixture, Span<float> spectrum)
    {
        var padded = _arena.Span(_padded);
        var length = padded.Length / 2;
        for (var channel = 0; channel < 2; channel++)
        {
            var target = padded.Slice(channel * length, length);
            mixture.Slice(channel * _samples, _samples).CopyTo(target);
            target[_samples..].Clear();
        }

        fixed (float* source = padded, destination = spectrum)
        {
            var body = new ForwardBody(this, source, length, destination);
            _engine.Workers.For(2 * ((Frames + FramesAtATime - 1) / FramesAtATime), ref body);
        }
    }

    /// <summary>Transforms back.</summary>
    /// <param name="spectrum">[2 * signals, bins, frames]</param>
    /// <param name="signals">Number of signals.</param>
    /// <param name="output">Destination, [signals, samples].</param>
    public unsafe void Inverse(ReadOnlySpan<float> spectrum, int signals, Span<float> output)
    {
        fixed (float* source = spectrum, target = output)
        {
            var body = new InverseBody(this, source, target);
            _engine.Workers.For(signals, ref body);
        }
    }

    private readonly unsafe struct ForwardBody(SparseSpectrogram owner, float* padded, int length, float* spectrum) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var frames = owner.Frames;
            var blocks = (frames + FramesAtATime - 1) / FramesAtATime;
            var channel = index / blocks;
            var first = index % blocks * FramesAtATime;
            var area = owner.Bins * frames;
            var re = new Span<float>(spectrum + (2 * channel * area), area);
            var im = new Span<float>(spectrum + (((2 * channel) + 1) * area), area);
            owner._transforms[worker].Forward(
                new ReadOnlySpan<float>(padded + (channel * length), length), first, Math.Min(FramesAtATime, frames - first), owner.Bins,
                re[first..], im[first..], frames);
        }
    }

    private readonly unsafe struct InverseBody(SparseSpectrogram owner, float* spectrum, float* output) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var area = owner.Bins * owner.Frames;
            var re = new ReadOnlySpan<float>(spectrum + (2L * index * area), area);
            var im = new ReadOnlySpan<float>(spectrum + (((2L * index) + 1) * area), area);
            owner._transforms[worker].Inverse(
                re, im, owner.Frames, owner.Bins, owner.Frames, 0, new Span<float>(output + ((long)index * owner._samples), owner._samples));
        }
    }
}
