using System.Numerics.Tensors;

namespace Unbraid.Separation;

/// <summary>Joins overlapping segments: each is weighted, summed, and divided by the sum of the weights.</summary>
/// <remarks>Rows are independent signals of one length, for example [stems x channels, frames].</remarks>
internal sealed class OverlapAdd
{
    private readonly int _rows;
    private readonly int _capacity;
    private readonly float[] _sums;
    private readonly float[] _weights;

    /// <param name="rows">Number of signals.</param>
    /// <param name="segmentFrames">Longest segment.</param>
    /// <param name="lag">How far a segment may begin after the first frame not yet taken.</param>
    public OverlapAdd(int rows, int segmentFrames, int lag = 0)
    {
        _rows = rows;
        _capacity = segmentFrames + lag;
        _sums = new float[(long)rows * _capacity];
        _weights = new float[_capacity];
    }

    /// <summary>Adds a segment.</summary>
    /// <param name="segment">[rows, stride], of which <paramref name="frames"/> columns from <paramref name="first"/> on count.</param>
    /// <param name="stride">Distance between the rows of <paramref name="segment"/>.</param>
    /// <param name="first">Column of the first frame.</param>
    /// <param name="frames">Frames to add, at most a segment.</param>
    /// <param name="weights">What its frames count; as many as there are frames or more.</param>
    /// <param name="at">Where the segment begins, in frames after the first one not yet taken; at most the lag.</param>
    public void Add(ReadOnlySpan<float> segment, int stride, int first, int frames, ReadOnlySpan<float> weights, int at = 0)
    {
        weights = weights[..frames];
        for (var row = 0; row < _rows; row++)
        {
            var sums = _sums.AsSpan(row * _capacity + at, frames);
            TensorPrimitives.MultiplyAdd(segment.Slice(row * stride + first, frames), weights, sums, sums);
        }

        TensorPrimitives.Add(_weights.AsSpan(at, frames), weights, _weights.AsSpan(at, frames));
    }

    /// <summary>Takes the first <paramref name="frames"/> frames, which no later segment will reach.</summary>
    /// <param name="frames">Frames to take.</param>
    /// <param name="destination">[rows, frames].</param>
    public void Take(int frames, Span<float> destination)
    {
        for (var row = 0; row < _rows; row++)
        {
            var sums = _sums.AsSpan(row * _capacity, frames);
            TensorPrimitives.Divide(sums, _weights.AsSpan(0, frames), destination.Slice(row * frames, frames));
        }

        Skip(frames);
    }

    /// <summary>Drops the first <paramref name="frames"/> frames.</summary>
    public void Skip(int frames)
    {
        for (var row = 0; row < _rows; row++)
            Advance(_sums.AsSpan(row * _capacity, _capacity), frames);
        Advance(_weights, frames);
    }

    private static void Advance(Span<float> values, int taken)
    {
        values[taken..].CopyTo(values);
        values[^taken..].Clear();
    }
}
