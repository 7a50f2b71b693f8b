using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unbraid.Audio;

/// <summary>Changes the sample rate of a stream.</summary>
/// <remarks>
/// <para>Output frame n is the band-limited input at input time n * input rate / output rate: no delay, linear phase. Beyond its ends the
/// input is taken to hold its first and last frame. A stream of N frames becomes ceil(N * output rate / input rate) frames unless
/// <see cref="Finish"/> is asked for another number, so that going there and back can return exactly as many frames as there were.</para>
/// <para>Positions are counted in integers, so nothing drifts, and an output has the same bits however the input was cut into calls.
/// The pass band
/// is flat to 1e-5 up to 0.89 of the lower Nyquist frequency (19.6 kHz for 44.1 kHz), and from that frequency on everything is 100 dB down.
/// Where the rates have no common divisor to speak of, neighbouring entries of a table of phases are blended.</para>
/// <para>Samples are interleaved. All memory is taken by the constructor. Not safe for concurrent use.</para>
/// </remarks>
internal sealed class Resampler
{
    private const int BlockFrames = 4096;

    private readonly ResamplingFilter _filter;
    private readonly int _inputStep;
    private readonly int _outputStep;
    private readonly float[][] _history;
    private readonly float[] _edge;
    private long _bufferStart;
    private int _buffered;
    private long _received;
    private long _produced;

    /// <param name="inputRate">Rate of the input in Hz, at least 1.</param>
    /// <param name="outputRate">Rate of the output in Hz, at least 1. Equal rates pass samples on unchanged.</param>
    /// <param name="channels">Channels, at least 1.</param>
    public Resampler(int inputRate, int outputRate, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        InputRate = inputRate;
        OutputRate = outputRate;
        Channels = channels;
        int divisor = (int)BigInteger.GreatestCommonDivisor(inputRate, outputRate);
        _inputStep = inputRate / divisor;
        _outputStep = outputRate / divisor;
        _filter = new ResamplingFilter(_inputStep, _outputStep);
        _edge = new float[channels];
        _history = new float[channels][];
        for (int channel = 0; channel < channels; channel++)
        {
            _history[channel] = new float[_filter.Taps + BlockFrames];
        }

        Reset();
    }

    /// <summary>Rate of the input in Hz.</summary>
    public int InputRate { get; }

    /// <summary>Rate of the output in Hz.</summary>
    public int OutputRate { get; }

    /// <summary>Channels of input and output.</summary>
    public int Channels { get; }

    /// <summary>Frames that a stream of <paramref name="inputFrames"/> becomes: ceil(frames * output rate / input rate).</summary>
    public static long OutputFrames(long inputFrames, int inputRate, int outputRate) =>
        (long)(((Int128)inputFrames * outputRate + inputRate - 1) / inputRate);

    /// <summary>The most frames that one call of <see cref="Process"/> with so many input frames can deliver.</summary>
    public int MaxOutputFrames(int inputFrames) => checked((int)OutputFrames(inputFrames, _inputStep, _outputStep) + 1);

    /// <summary>Takes in all of the input and delivers what can be computed by now.</summary>
    /// <param name="input">[frames, channels].</param>
    /// <param name="output">Destination, [frames, channels], room for <see cref="MaxOutputFrames"/>. Must not overlap the input.</param>
    /// <returns>Frames written.</returns>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        int frames = input.Length / Channels;
        if (frames * Channels != input.Length)
        {
            throw new ArgumentException($"{input.Length} samples are not whole frames of {Channels} channels.");
        }

        if (output.Length < MaxOutputFrames(frames) * Channels)
        {
            throw new ArgumentException($"{frames} frames of input need room for {MaxOutputFrames(frames)} frames; got {output.Length / Channels}.");
        }

        if (frames == 0)
        {
            return 0;
        }

        if (_received == 0)
        {
            input[..Channels].CopyTo(_edge);
            Hold(_filter.Before);
        }

        int written = 0;
        for (int taken = 0; taken < frames;)
        {
            int count = Math.Min(frames - taken, _history[0].Length - _buffered);
            Append(input.Slice(taken * Channels, count * Channels));
            taken += count;
            written += Produce(output[(written * Channels)..], long.MaxValue);
        }

        _received += frames;
        input[^Channels..].CopyTo(_edge);
        return written;
    }

    /// <summary>Delivers what is left after the end of the input. Call until it returns 0.</summary>
    /// <param name="output">Destination, [frames, channels], room for at least one frame.</param>
    /// <param name="totalFrames">Frames of the whole output. Default: <see cref="OutputFrames"/> of the whole input.</param>
    /// <returns>Frames written; 0 when the output is complete.</returns>
    public int Finish(Span<float> output, long? totalFrames = null)
    {
        long total = totalFrames ?? OutputFrames(_received, _inputStep, _outputStep);
        if (total < _produced)
        {
            throw new ArgumentOutOfRangeException(nameof(totalFrames), total, $"{_produced} frames have been delivered already.");
        }

        int written = 0;
        while (_produced < total && output.Length - (written * Channels) >= Channels)
        {
            int count = Produce(output[(written * Channels)..], total);
            written += count;
            if (count == 0)
            {
                Hold(Math.Min(_filter.Taps, _history[0].Length - _buffered));
            }
        }

        return written;
    }

    /// <summary>Forgets the stream, ready for another one.</summary>
    public void Reset()
    {
        _bufferStart = -_filter.Before;
        _buffered = 0;
        _received = 0;
        _produced = 0;
        Array.Clear(_edge);
    }

    private void Append(ReadOnlySpan<float> interleaved)
    {
        int frames = interleaved.Length / Channels;
        if (Channels == 2)
        {
            Interleaving.Split(interleaved, _history[0].AsSpan(_buffered), _history[1].AsSpan(_buffered));
        }
        else
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                var target = _history[channel].AsSpan(_buffered, frames);
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = interleaved[(i * Channels) + channel];
                }
            }
        }

        _buffered += frames;
    }

    private void Hold(int frames)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            _history[channel].AsSpan(_buffered, frames).Fill(_edge[channel]);
        }

        _buffered += frames;
    }

    private int Produce(Span<float> output, long total)
    {
        Int128 position = (Int128)_produced * _inputStep;
        long whole = (long)(position / _outputStep);
        int phase = (int)(position % _outputStep);
        int wholeStep = _inputStep / _outputStep;
        int phaseStep = _inputStep % _outputStep;
        int at = (int)(whole - _filter.Before - _bufferStart);
        int most = (int)Math.Min(output.Length / Channels, total - _produced);
        int written = 0;
        while (written < most && at + _filter.Taps <= _buffered)
        {
            Frame(at, phase, output.Slice(written * Channels, Channels));
            written++;
            at += wholeStep;
            phase += phaseStep;
            if (phase >= _outputStep)
            {
                phase -= _outputStep;
                at++;
            }
        }

        _produced += written;
        Discard(Math.Min(at, _buffered));
        return written;
    }

    private void Discard(int frames)
    {
        foreach (float[] history in _history)
        {
            history.AsSpan(frames, _buffered - frames).CopyTo(history);
        }

        _buffered -= frames;
        _bufferStart += frames;
    }

    private void Frame(int at, int phase, Span<float> frame)
    {
        int row = phase;
        float blend = 0;
        if (!_filter.IsExact)
        {
            double exact = (double)phase * _filter.Phases / _outputStep;
            row = (int)exact;
            blend = (float)(exact - row);
        }

        Dot(at, _filter.Row(row), frame);
        if (_filter.IsExact)
        {
            return;
        }

        for (int channel = 0; channel < Channels; channel++)
        {
            var taps = _filter.Row(row + 1);
            float after = Dot(_history[channel].AsSpan(at, taps.Length), taps);
            frame[channel] += blend * (after - frame[channel]);
        }
    }

    private void Dot(int at, ReadOnlySpan<float> taps, Span<float> frame)
    {
        int channel = 0;
        for (; channel + 1 < Channels; channel += 2)
        {
            (frame[channel], frame[channel + 1]) =
                Dot(_history[channel].AsSpan(at, taps.Length), _history[channel + 1].AsSpan(at, taps.Length), taps);
        }

        if (channel < Channels)
        {
            frame[channel] = Dot(_history[channel].AsSpan(at, taps.Length), taps);
        }
    }

    // Two channels share the loads of the taps, and two sums each hide the latency of an addition.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float Left, float Right) Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right, ReadOnlySpan<float> taps)
    {
        ref float l = ref MemoryMarshal.GetReference(left);
        ref float r = ref MemoryMarshal.GetReference(right);
        ref float t = ref MemoryMarshal.GetReference(taps);
        var l0 = Vector256<float>.Zero;
        var l1 = Vector256<float>.Zero;
        var r0 = Vector256<float>.Zero;
        var r1 = Vector256<float>.Zero;
        nuint i = 0;
        for (; i + 16 <= (nuint)taps.Length; i += 16)
        {
            var t0 = Vector256.LoadUnsafe(ref t, i);
            var t1 = Vector256.LoadUnsafe(ref t, i + 8);
            l0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref l, i), t0, l0);
            l1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref l, i + 8), t1, l1);
            r0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref r, i), t0, r0);
            r1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref r, i + 8), t1, r1);
        }

        if (i < (nuint)taps.Length)
        {
            var t0 = Vector256.LoadUnsafe(ref t, i);
            l0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref l, i), t0, l0);
            r0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref r, i), t0, r0);
        }

        return (Vector256.Sum(l0 + l1), Vector256.Sum(r0 + r1));
    }

    private static float Dot(ReadOnlySpan<float> samples, ReadOnlySpan<float> taps)
    {
        ref float s = ref MemoryMarshal.GetReference(samples);
        ref float t = ref MemoryMarshal.GetReference(taps);
        var even = Vector256<float>.Zero;
        var odd = Vector256<float>.Zero;
        nuint i = 0;
        for (; i + 16 <= (nuint)taps.Length; i += 16)
        {
            even = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref s, i), Vector256.LoadUnsafe(ref t, i), even);
            odd = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref s, i + 8), Vector256.LoadUnsafe(ref t, i + 8), odd);
        }

        if (i < (nuint)taps.Length)
        {
            even = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref s, i), Vector256.LoadUnsafe(ref t, i), even);
        }

        return Vector256.Sum(even + odd);
    }
}
