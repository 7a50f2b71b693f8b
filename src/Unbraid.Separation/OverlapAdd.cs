using System.Numerics.Tensors;

namespace Unbraid.Separation;

/// <summary>Joins overlapping segments: each is weighted with a triangle, summed, and divided by the sum of the weights.</summary>
/// <remarks>
/// The triangle is that of Demucs (apply.py): 1, 2, ... up to the middle of a segment and down again, divided by its maximum.
/// Rows are independent signals of one length, for example [stems x channels, frames].
/// </remarks>
internal sealed class OverlapAdd
{
    private readonly int _rows;
    private readonly int _segmentFrames;
    private readonly float[] _triangle;
    private readonly float[] _sums;
    private readonly float[] _weights;

    public OverlapAdd(int rows, int segmentFrames)
    {
        _rows = rows;
        _segmentFrames = segmentFrames;
        _sums = new float[(long)rows * segmentFrames];
        _weights = new float[segmentFrames];
        _triangle = new float[segmentFrames];
        var rising = segmentFrames / 2;
        var peak = segmentFrames - rising;
        for (var i = 0; i < segmentFrames; i++)
            _triangle[i] = (i < rising ? i + 1 : segmentFrames - i) / (float)peak;
    }

    /// <summary>Adds a segment that begins at the first frame not yet taken.</summary>
    /// <param name="segment">[rows, stride], of which <paramref name="frames"/> columns from <paramref name="first"/> on count.</param>
    /// <param name="stride">Distance between the rows of <paramref name="segment"/>.</param>
    /// <param name="first">Column of the first frame.</param>
    /// <param name="frames">Frames to add, at most a segment.</param>
    public void Add(ReadOnlySpan<float> segment, int stride, int first, int frames)
    {
        var weights = _triangle.AsSpan(0, frames);
        for (var row = 0; row < _rows; row++)
        {
            var sums = _sums.AsSpan(row * _segmentFrames, frames);
            TensorPrimitives.MultiplyAdd(segment.Slice(row * stride + first, frames), weights, sums, sums);
        }

        TensorPrimitives.Add(_weights.AsSpan(0, frames), weights, _weights.AsSpan(0, frames));
    }

    /// <summary>Takes the first <paramref name="frames"/> frames, which no later segment will reach.</summary>
    /// <param name="frames">Frames to take.</param>
    /// <param name="destination">[rows, frames].</param>
    public void Take(int frames, Span<float> destination)
    {
        var rest = _segmentFrames - frames;
        for (var row = 0; row < _rows; row++)
        {
            var sums = _sums.AsSpan(row * _segmentFrames, _segmentFrames);
            TensorPrimitives.Divide(sums[..frames], _weights.AsSpan(0, frames), destination.Slice(row * frames, frames));
            Advance(sums, frames, rest);
        }

        Advance(_weights, frames, rest);
    }

    private static void Advance(Span<float> values, int taken, int rest)
    {
        values[taken..].CopyTo(values);
        values[rest..].Clear();
    }
}
