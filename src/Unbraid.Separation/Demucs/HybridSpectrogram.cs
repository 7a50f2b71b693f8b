using System.Numerics.Tensors;
using Unbraid.Audio;
using Unbraid.Inference;

namespace Unbraid.Separation.Demucs;

/// <summary>
/// The spectrogram of Demucs with real and imaginary parts as channels. The signal is continued by mirroring so that there is exactly one frame
/// for each hop, and the highest bin is dropped, so that frequencies and frames divide evenly.
/// </summary>
internal sealed class HybridSpectrogram
{
    private const int FramesAtATime = 32;

    private readonly Engine _engine;
    private readonly Stft[] _transforms;
    private readonly Arena _arena;
    private readonly int _padded;
    private readonly int _complex;
    private readonly int _hop;
    private readonly int _maxFrames;

    /// <param name="engine">What it runs on.</param>
    /// <param name="nfft">Samples of a frame; four times the hop.</param>
    /// <param name="samples">Longest signal.</param>
    /// <param name="arena">Takes the room.</param>
    public HybridSpectrogram(Engine engine, int nfft, int samples, Arena arena)
    {
        (_engine, _arena, _hop) = (engine, arena, nfft / 4);
        var options = new StftOptions { FrameLength = nfft, Hop = _hop, Normalized = true };
        _transforms = [.. Enumerable.Range(0, engine.Workers.Threads).Select(_ => new Stft(options))];
        Bins = nfft / 2;
        _maxFrames = FramesOf(samples);
        _padded = arena.Reserve("padded signals", 2 * PaddedLength(_maxFrames));
        _complex = arena.Reserve("padded spectra", engine.Workers.Threads * 2 * Bins * (_maxFrames + 4));
    }

    /// <summary>Frequencies.</summary>
    public int Bins { get; }

    /// <summary>Frames of a signal.</summary>
    public int FramesOf(int samples) => (samples + _hop - 1) / _hop;

    /// <summary>Transforms a stereo signal.</summary>
    /// <param name="mixture">[2, samples]</param>
    /// <param name="samples">Length of the signal.</param>
    /// <param name="spectrum">Destination: [4, bins, frames]; left real, left imaginary, right real, right imaginary.</param>
    public unsafe void Forward(ReadOnlySpan<float> mixture, int samples, Span<float> spectrum)
    {
        var frames = FramesOf(samples);
        var length = PaddedLength(frames);
        var padded = _arena.Span(_padded, 2 * length);
        for (var channel = 0; channel < 2; channel++)
        {
            Mirror(mixture.Slice(channel * samples, samples), 3 * (_hop / 2), padded.Slice(channel * length, length));
        }

        fixed (float* source = padded, target = spectrum)
        {
            var body = new ForwardBody(this, source, length, target, frames);
            _engine.Workers.For(2 * ((frames + FramesAtATime - 1) / FramesAtATime), ref body);
        }
    }

    /// <summary>Transforms back: signal = inverse(spectrum * scale + offset).</summary>
    /// <param name="spectrum">[2 * signals, bins, frames]</param>
    /// <param name="scale">Factor for every value.</param>
    /// <param name="offset">Added to every value.</param>
    /// <param name="signals">Number of signals.</param>
    /// <param name="samples">Length of each.</param>
    /// <param name="output">Destination: [signals, samples].</param>
    public unsafe void Inverse(ReadOnlySpan<float> spectrum, float scale, float offset, int signals, int samples, Span<float> output)
    {
        fixed (float* source = spectrum, target = output)
        {
            var body = new InverseBody(this, source, scale, offset, FramesOf(samples), target, samples);
            _engine.Workers.For(signals, ref body);
        }
    }

    private int PaddedLength(int frames) => (frames * _hop) + (6 * (_hop / 2));

    // As torch's reflection; a signal too short to be mirrored is continued with zeros first.
    private static void Mirror(ReadOnlySpan<float> signal, int left, Span<float> padded)
    {
        var right = padded.Length - left - signal.Length;
        var length = Math.Max(signal.Length, Math.Max(left, right) + 1);
        signal.CopyTo(padded[left..]);
        for (var i = 0; i < left; i++)
        {
            padded[i] = At(signal, left - i);
        }

        for (var i = left + signal.Length; i < padded.Length; i++)
        {
            var at = i - left;
            padded[i] = At(signal, at < length ? at : (2 * (length - 1)) - at);
        }

        static float At(ReadOnlySpan<float> signal, int index) => index < signal.Length ? signal[index] : 0;
    }

    private readonly unsafe struct ForwardBody(HybridSpectrogram owner, float* padded, int length, float* spectrum, int frames) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var blocks = (frames + FramesAtATime - 1) / FramesAtATime;
            var channel = index / blocks;
            var first = index % blocks * FramesAtATime;
            var count = Math.Min(FramesAtATime, frames - first);
            var area = owner.Bins * frames;
            var re = new Span<float>(spectrum + (2 * channel * area), area);
            var im = new Span<float>(spectrum + (((2 * channel) + 1) * area), area);

            // The first two frames lie in the mirrored part and are not used.
            owner._transforms[worker].Forward(
                new ReadOnlySpan<float>(padded + (channel * length), length), first + 2, count, owner.Bins, re[first..], im[first..], frames);
        }
    }

    private readonly unsafe struct InverseBody(
        HybridSpectrogram owner, float* spectrum, float scale, float offset, int frames, float* output, int samples) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var stride = frames + 4;
            var length = owner.Bins * stride;
            var room = owner._arena.Span(owner._complex).Slice(worker * 2 * owner.Bins * (owner._maxFrames + 4), 2 * length);
            for (var row = 0; row < 2 * owner.Bins; row++)
            {
                var source = new ReadOnlySpan<float>(spectrum + ((((long)index * 2 * owner.Bins) + row) * frames), frames);
                var target = room.Slice(row * stride, stride);
                target[..2].Clear();
                target[^2..].Clear();
                TensorPrimitives.Multiply(source, scale, target[2..^2]);
                TensorPrimitives.Add(target[2..^2], offset, target[2..^2]);
            }

            owner._transforms[worker].Inverse(
                room[..length], room[length..], stride, owner.Bins, stride, 3 * (owner._hop / 2), new Span<float>(output + ((long)index * samples), samples));
        }
    }
}
