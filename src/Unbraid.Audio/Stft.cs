using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Unbraid.Audio;

/// <summary>Window of a short-time transform.</summary>
internal enum StftWindow
{
    /// <summary>Periodic Hann: 0.5 - 0.5 cos(2 pi n / N).</summary>
    Hann,

    /// <summary>All ones, which is what torch.stft uses when it is given no window.</summary>
    Rectangular,
}

/// <summary>Conventions of a short-time transform. The names in parentheses are the arguments of torch.stft.</summary>
internal sealed record StftOptions
{
    /// <summary>Samples in a frame and length of the window (n_fft = win_length), at least 2.</summary>
    public required int FrameLength { get; init; }

    /// <summary>Samples between the starts of neighbouring frames (hop_length), at least 1.</summary>
    public required int Hop { get; init; }

    /// <summary>Window (window). Default: Hann.</summary>
    public StftWindow Window { get; init; } = StftWindow.Hann;

    /// <summary>
    /// Whether frame f is centred on sample f * hop, the signal being continued on both sides by half a frame, mirrored without repeating
    /// the outermost sample (center, pad_mode reflect). Otherwise frame f starts at sample f * hop. Default: true.
    /// </summary>
    public bool Center { get; init; } = true;

    /// <summary>Whether spectra are divided by the square root of the frame length (normalized). Default: false.</summary>
    public bool Normalized { get; init; }
}

/// <summary>Short-time Fourier transform and its inverse, with the numbers of torch.stft and torch.istft (onesided).</summary>
/// <remarks>
/// <para>X[b, f] = s * sum_n w[n] x[f * hop + n - c] exp(-2 pi i b n / N) with c = N / 2 if centred, else 0, and s = 1 / sqrt(N) if
/// normalized, else 1. The inverse adds the windowed frames up and divides by the sum of the squared windows that cover a sample
/// (0 where that sum is below 1e-11).</para>
/// <para>Spectra are [bins, frames], real and imaginary parts apart, frames next to each other in memory; a stride from bin to bin
/// lets a part of a larger array be read or written. Any range of frames or of samples can be asked for, and a sample or a bin has
/// the same bits whichever range it was in, so callers may split the work over threads.</para>
/// <para>All memory is taken by the constructor. An instance serves one thread at a time: make one for each thread.</para>
/// </remarks>
internal sealed class Stft
{
    private const float SmallestEnvelope = 1e-11f;

    private readonly RealFft _fft;
    private readonly int _length;
    private readonly int _hop;
    private readonly int _center;
    private readonly float[] _window;
    private readonly float[] _steadyGain;
    private readonly float[] _frames;
    private readonly float[] _re;
    private readonly float[] _im;

    public Stft(StftOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FrameLength, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hop, 1);
        Options = options;
        _length = options.FrameLength;
        _hop = options.Hop;
        _center = options.Center ? _length / 2 : 0;
        _fft = new RealFft(_length, options.Normalized ? FftNorm.Ortho : FftNorm.Backward);
        _window = new float[_length];
        for (int n = 0; n < _length; n++)
        {
            _window[n] = options.Window == StftWindow.Hann ? (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * n / _length))) : 1;
        }

        _frames = new float[Lanes.Count * _length];
        _re = new float[Lanes.Count * _fft.Bins];
        _im = new float[Lanes.Count * _fft.Bins];
        _steadyGain = new float[_hop];
        for (int phase = 0; phase < _hop; phase++)
        {
            _steadyGain[phase] = Gain(phase, long.MinValue, long.MaxValue);
        }
    }

    public StftOptions Options { get; }

    /// <summary>Bins of a spectrum: frame length / 2 + 1.</summary>
    public int Bins => _fft.Bins;

    /// <summary>Frames of a whole signal: 1 + samples / hop if centred, else 1 + (samples - frame length) / hop.</summary>
    public int FrameCount(int samples) =>
        Options.Center ? 1 + (samples / _hop) : samples < _length ? 0 : 1 + ((samples - _length) / _hop);

    /// <summary>Transforms a whole signal.</summary>
    /// <param name="signal">Samples.</param>
    /// <param name="re">Destination of the real parts, [Bins, FrameCount(samples)].</param>
    /// <param name="im">Destination of the imaginary parts, [Bins, FrameCount(samples)].</param>
    public void Forward(ReadOnlySpan<float> signal, Span<float> re, Span<float> im)
    {
        int frames = FrameCount(signal.Length);
        Forward(signal, 0, frames, Bins, re, im, frames);
    }

    /// <summary>Transforms some frames of a signal: bin b of frame first + j goes to index b * stride + j.</summary>
    /// <param name="signal">The whole signal.</param>
    /// <param name="firstFrame">First frame, 0 or more.</param>
    /// <param name="frames">Number of frames; first + frames is at most <see cref="FrameCount"/>.</param>
    /// <param name="bins">Lowest bins to deliver, at most <see cref="Bins"/>.</param>
    /// <param name="re">Destination of the real parts, [bins, stride].</param>
    /// <param name="im">Destination of the imaginary parts, [bins, stride].</param>
    /// <param name="stride">Values from one bin to the next, at least <paramref name="frames"/>.</param>
    public void Forward(ReadOnlySpan<float> signal, int firstFrame, int frames, int bins, Span<float> re, Span<float> im, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstFrame);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstFrame + frames, FrameCount(signal.Length));
        CheckSpectrum(frames, bins, re.Length, im.Length, stride);
        for (int done = 0; done < frames; done += Lanes.Count)
        {
            int count = Math.Min(Lanes.Count, frames - done);
            for (int j = 0; j < count; j++)
            {
                long start = ((long)(firstFrame + done + j) * _hop) - _center;
                TakeFrame(signal, start, _frames.AsSpan(j * _length, _length));
            }

            _fft.Forward(_frames.AsSpan(0, count * _length), _re.AsSpan(0, count * Bins), _im.AsSpan(0, count * Bins));
            FramesToBins(_re, bins, count, re[done..], stride);
            FramesToBins(_im, bins, count, im[done..], stride);
        }
    }

    /// <summary>Turns a whole spectrum into the signal it came from.</summary>
    /// <param name="re">Real parts, [Bins, frames].</param>
    /// <param name="im">Imaginary parts, [Bins, frames].</param>
    /// <param name="output">Destination; its length is the signal's (length). Samples that no frame covers are 0.</param>
    public void Inverse(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> output)
    {
        int frames = re.Length / Bins;
        Inverse(re, im, frames, Bins, frames, 0, output);
    }

    /// <summary>Computes the samples from <paramref name="firstSample"/> on; every sample is the same as in one call for the whole signal.</summary>
    /// <param name="re">Real parts, [bins, stride].</param>
    /// <param name="im">Imaginary parts, [bins, stride].</param>
    /// <param name="frames">Frames of the whole spectrum.</param>
    /// <param name="bins">Bins in the spectrum, at most <see cref="Bins"/>; the missing high ones count as 0.</param>
    /// <param name="stride">Values from one bin to the next, at least <paramref name="frames"/>.</param>
    /// <param name="firstSample">Position of <c>output[0]</c> in the signal, 0 or more.</param>
    /// <param name="output">Destination.</param>
    public void Inverse(
        ReadOnlySpan<float> re, ReadOnlySpan<float> im, int frames, int bins, int stride, int firstSample, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        CheckSpectrum(frames, bins, re.Length, im.Length, stride);
        output.Clear();

        // Time t counts from the start of frame 0.
        long begin = (long)firstSample + _center;
        long end = begin + output.Length;
        int firstFrame = (int)Math.Max(0, (begin - _length + _hop) / _hop);
        int endFrame = (int)Math.Min(frames, ((end - 1) / _hop) + 1);
        for (int frame = firstFrame; frame < endFrame; frame += Lanes.Count)
        {
            int count = Math.Min(Lanes.Count, endFrame - frame);
            BinsToFrames(re[frame..], bins, count, _re, stride);
            BinsToFrames(im[frame..], bins, count, _im, stride);
            _fft.Inverse(_re.AsSpan(0, count * Bins), _im.AsSpan(0, count * Bins), _frames.AsSpan(0, count * _length));
            for (int j = 0; j < count; j++)
            {
                long at = ((long)(frame + j) * _hop) - begin;
                int skip = (int)Math.Max(0, -at);
                int take = (int)Math.Min(_length, output.Length - at) - skip;
                if (take > 0)
                {
                    var target = output.Slice((int)(at + skip), take);
                    TensorPrimitives.MultiplyAdd(_frames.AsSpan((j * _length) + skip, take), _window.AsSpan(skip, take), target, target);
                }
            }
        }

        Normalize(output, begin, frames);
    }

    private void TakeFrame(ReadOnlySpan<float> signal, long start, Span<float> frame)
    {
        if (start >= 0 && start + _length <= signal.Length)
        {
            var inside = signal.Slice((int)start, _length);
            if (Options.Window == StftWindow.Rectangular)
            {
                inside.CopyTo(frame);
            }
            else
            {
                TensorPrimitives.Multiply(inside, _window, frame);
            }

            return;
        }

        for (int n = 0; n < _length; n++)
        {
            frame[n] = signal[Reflect(start + n, signal.Length)] * _window[n];
        }
    }

    private static int Reflect(long index, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        // Reflecting to and fro repeats with this period; signals shorter than half a frame are reflected more than once.
        long period = 2L * (length - 1);
        long turned = ((index % period) + period) % period;
        return (int)Math.Min(turned, period - turned);
    }

    // The windows of the frames that cover time t; frame numbers are limited to [0, frames) by the two bounds.
    private float Gain(long t, long earliest, long latest)
    {
        double sum = 0;
        long first = Math.Max(earliest, (long)Math.Floor((double)(t - _length) / _hop) + 1);
        long last = Math.Min(latest, t / _hop);
        for (long frame = first; frame <= last; frame++)
        {
            float weight = _window[t - (frame * _hop)];
            sum += weight * weight;
        }

        return sum < SmallestEnvelope ? 0 : (float)(1 / sum);
    }

    private void Normalize(Span<float> output, long begin, int frames)
    {
        long steadyBegin = _length - 1;
        long steadyEnd = (long)frames * _hop;
        int at = 0;
        while (at < output.Length)
        {
            long t = begin + at;
            if (t < steadyBegin || t >= steadyEnd)
            {
                output[at] *= Gain(t, 0, frames - 1);
                at++;
                continue;
            }

            int phase = (int)(t % _hop);
            int run = (int)Math.Min(Math.Min(_hop - phase, output.Length - at), steadyEnd - t);
            var part = output.Slice(at, run);
            TensorPrimitives.Multiply(part, _steadyGain.AsSpan(phase, run), part);
            at += run;
        }
    }

    private void FramesToBins(float[] rows, int bins, int count, Span<float> destination, int stride)
    {
        if (count == Lanes.Count)
        {
            Lanes.TransposeRows(in rows[0], Bins, bins, ref MemoryMarshal.GetReference(destination), stride);
            return;
        }

        for (int bin = 0; bin < bins; bin++)
        {
            for (int j = 0; j < count; j++)
            {
                destination[(bin * stride) + j] = rows[(j * Bins) + bin];
            }
        }
    }

    private void BinsToFrames(ReadOnlySpan<float> source, int bins, int count, float[] rows, int stride)
    {
        if (count == Lanes.Count)
        {
            Lanes.TransposeColumns(in MemoryMarshal.GetReference(source), stride, bins, ref rows[0], Bins);
        }
        else
        {
            for (int bin = 0; bin < bins; bin++)
            {
                for (int j = 0; j < count; j++)
                {
                    rows[(j * Bins) + bin] = source[(bin * stride) + j];
                }
            }
        }

        for (int j = 0; j < count; j++)
        {
            rows.AsSpan((j * Bins) + bins, Bins - bins).Clear();
        }
    }

    private void CheckSpectrum(int frames, int bins, int re, int im, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, Bins);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, frames);
        long needed = frames == 0 ? 0 : ((long)(bins - 1) * stride) + frames;
        if (re < needed || im < needed)
        {
            throw new ArgumentException($"A spectrum of {bins} bins and {frames} frames at stride {stride} needs {needed} values; got {re} and {im}.");
        }
    }
}
