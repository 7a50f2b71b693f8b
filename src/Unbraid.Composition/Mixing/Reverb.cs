using System.Numerics.Tensors;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>A room: eight delays that feed each other through a Hadamard matrix (J. Stautner and M. Puckette, CMJ 6, 1982), darker with every turn.</summary>
internal sealed class Reverb
{
    private const int Chunk = DelayLine.Chunk;
    private const int Lines = 8;
    private const float Damping = 0.3f;

    private static readonly int[] s_lengths = [1031, 1327, 1523, 1787, 2011, 2333, 2617, 2879];

    private readonly DelayLine _before;
    private readonly DelayLine[] _lines;
    private readonly float[] _gains = new float[Lines];
    private readonly float[] _last = new float[Lines];
    private readonly float[] _x = new float[Lines * Chunk];
    private readonly float[] _difference = new float[Chunk];
    private readonly float[] _input = new float[Chunk];
    private readonly float _scale;
    private float _rumble;

    /// <param name="seconds">Time in which it falls by 60 dB.</param>
    /// <param name="size">Of the room: 1 is a hall.</param>
    /// <param name="delay">Seconds before it begins.</param>
    public Reverb(double seconds, double size, double delay)
    {
        var lengths = s_lengths.Select(length => (int)(length * size)).ToArray();
        _lines = [.. lengths.Select(length => new DelayLine(length))];
        for (int k = 0; k < Lines; k++)
        {
            _gains[k] = (float)Numeric.Gain(-60 * lengths[k] / (seconds * Clock.Rate));
        }

        // Both channels of the room together have the power of what was sent.
        double kept = Numeric.Gain(-120 * lengths.Average() / (seconds * Clock.Rate));
        _scale = (float)Math.Sqrt((1 - kept) / 8);
        _before = new DelayLine(Math.Max(Chunk, (int)(delay * Clock.Rate)));
    }

    /// <summary>Adds the room of what was sent into it; a whole number of chunks.</summary>
    public void AddTo(ReadOnlySpan<float> send, Span<float> left, Span<float> right)
    {
        for (int at = 0; at < send.Length; at += Chunk)
        {
            AddChunk(send.Slice(at, Chunk), left.Slice(at, Chunk), right.Slice(at, Chunk));
        }
    }

    private Span<float> Line(int k) => _x.AsSpan(k * Chunk, Chunk);

    private void AddChunk(ReadOnlySpan<float> send, Span<float> left, Span<float> right)
    {
        var early = _before.Read();
        for (int i = 0; i < Chunk; i++)
        {
            // Below the voice a room only booms.
            _rumble += 0.03f * (early[i] - _rumble);
            _input[i] = early[i] - _rumble;
        }

        _before.Write(send);
        for (int k = 0; k < Lines; k++)
        {
            var late = _lines[k].Read();
            var x = Line(k);
            TensorPrimitives.Multiply(late, _gains[k] * (1 - Damping), x);
            TensorPrimitives.MultiplyAdd(late[..^1], _gains[k] * Damping, x[1..], x[1..]);
            x[0] += _gains[k] * Damping * _last[k];
            _last[k] = late[^1];
            var side = k % 2 == 0 ? left : right;
            TensorPrimitives.MultiplyAdd(x, k % 4 < 2 ? _scale : -_scale, side, side);
        }

        for (int half = 1; half < Lines; half *= 2)
        {
            for (int k = 0; k < Lines; k++)
            {
                if ((k & half) == 0)
                {
                    TensorPrimitives.Subtract(Line(k), Line(k + half), _difference);
                    TensorPrimitives.Add(Line(k), Line(k + half), Line(k));
                    _difference.CopyTo(Line(k + half));
                }
            }
        }

        const float Normal = 0.35355339f;
        for (int k = 0; k < Lines; k++)
        {
            TensorPrimitives.MultiplyAdd(Line(k), Normal, _input, Line(k));
            _lines[k].Write(Line(k));
        }
    }
}
