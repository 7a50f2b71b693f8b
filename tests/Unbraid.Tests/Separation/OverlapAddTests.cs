using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class OverlapAddTests
{
    [Theory]
    [InlineData(8, 6, 40, nameof(SegmentWindow.Triangle))]
    [InlineData(9, 5, 31, nameof(SegmentWindow.Triangle))]
    [InlineData(100, 75, 1000, nameof(SegmentWindow.Triangle))]
    [InlineData(100, 100, 250, nameof(SegmentWindow.Triangle))]
    [InlineData(100, 50, 250, nameof(SegmentWindow.Faded))]
    [InlineData(100, 95, 1000, nameof(SegmentWindow.Faded))]
    [InlineData(100, 100, 250, nameof(SegmentWindow.Faded))]
    [InlineData(9, 2, 31, nameof(SegmentWindow.Faded))]
    [InlineData(100, 50, 250, nameof(SegmentWindow.Flat))]
    public void Segments_of_one_signal_join_to_that_signal(int segment, int stride, int length, string window)
    {
        var weights = new SegmentWeights(Enum.Parse<SegmentWindow>(window), segment);
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        var overlapAdd = new OverlapAdd(rows.Length, segment);
        var joined = rows.Select(_ => new List<float>()).ToArray();
        for (var start = 0; start < length; start += stride)
        {
            var frames = Math.Min(segment, length - start);
            var input = rows.SelectMany(row => new float[5].Concat(row.Skip(start).Take(frames))).ToArray();
            overlapAdd.Add(input, frames + 5, 5, frames, weights.Of(start == 0, start + stride >= length));
            var ready = start + stride >= length ? frames : stride;
            var output = new float[rows.Length * ready];
            overlapAdd.Take(ready, output);
            for (var row = 0; row < rows.Length; row++)
                joined[row].AddRange(output[(row * ready)..((row + 1) * ready)]);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            Assert.Equal(length, joined[row].Count);
            Assert.All(joined[row].Zip(rows[row]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        }
    }

    [Fact]
    public void Weights_rise_to_the_middle_of_a_segment()
    {
        var overlapAdd = new OverlapAdd(1, 4);
        var triangle = new SegmentWeights(SegmentWindow.Triangle, 4).Of(isFirst: true, isLast: false);
        overlapAdd.Add([1, 1, 1, 1], 4, 0, 4, triangle);
        overlapAdd.Take(2, new float[2]);
        overlapAdd.Add([0, 0, 0, 0], 4, 0, 4, triangle);
        var joined = new float[4];
        overlapAdd.Take(4, joined);

        // Triangle of 4 frames: 0.5, 1, 1, 0.5 as in Demucs, so the third frame is 1 x 1 against 0.5 x 0.
        Assert.Equal([1 / 1.5f, 0.5f / 1.5f, 0, 0], joined, (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
