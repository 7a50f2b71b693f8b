using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

/// <summary>Songs and models of one and of two channels.</summary>
public sealed class ChannelLayoutTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Channels_go_where_they_belong_at_every_length(int frames)
    {
        float[] left = [.. Enumerable.Range(0, frames).Select(i => i + 0.25f)], right = [.. left.Select(sample => -2 * sample)];
        float[] pairs = [.. left.Zip(right).SelectMany(pair => (float[])[pair.First, pair.Second])], mean = [.. left.Zip(right, (a, b) => 0.5f * (a + b))];

        Assert.Equal([.. left, .. right], Split(pairs, 2, 2));
        Assert.Equal(mean, Split(pairs, 2, 1));
        Assert.Equal([.. left, .. left], Split(left, 1, 2));
        Assert.Equal(left, Split(left, 1, 1));
        Assert.Equal(pairs, Join([.. left, .. right], 2, 2));
        Assert.Equal(mean, Join([.. left, .. right], 2, 1));
        Assert.Equal([.. left.SelectMany(sample => (float[])[sample, sample])], Join(left, 1, 2));
        Assert.Equal(left, Join(left, 1, 1));

        float[] Split(float[] interleaved, int from, int to)
        {
            // With room between the rows, which stays as it is.
            var (stride, planar) = (frames + 3, Enumerable.Repeat(float.NaN, to * (frames + 3)).ToArray());
            ChannelLayout.Split(interleaved, from, planar, to, stride);
            Assert.All(Enumerable.Range(0, to), row => Assert.Equal([float.NaN, float.NaN, float.NaN], planar[((row * stride) + frames)..((row + 1) * stride)]));
            return [.. Enumerable.Range(0, to).SelectMany(row => planar.Skip(row * stride).Take(frames))];
        }

        float[] Join(float[] planar, int from, int to)
        {
            var interleaved = new float[frames * to];
            ChannelLayout.Join(planar, from, interleaved, to);
            return interleaved;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_model_of_one_channel_separates_songs_of_one_and_of_two(int channels)
    {
        float[] left = [.. Enumerable.Range(0, 25_000).Select(i => 0.5f * MathF.Sin(i / 9f))], right = [.. left.Select(sample => -0.5f * sample)];
        using var song = Song.FromSamples(channels == 1 ? [left] : [left, right], 44_100);
        using var separator = new Separator(new MonoModel(), new SeparatorOptions());
        var stem = new List<float>();
        await foreach (var segment in separator.StreamAsync(song))
            stem.AddRange(segment.Stems[0].Span);

        var expected = channels == 1 ? left : left.SelectMany(sample => (float[])[0.25f * sample, 0.25f * sample]).ToArray();
        Assert.Equal(expected.Length, stem.Count);
        Assert.All(expected.Zip(stem), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    /// <summary>Gives back what it is given.</summary>
    private sealed class MonoModel : ISeparationModel
    {
        public ModelSpec Spec { get; } = new() { Name = "mono", Stems = ["other"], Channels = 1, SegmentFrames = 10_000, Normalization = SongNormalization.None };

        public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default) => mixture.CopyTo(stems);

        public void Dispose()
        {
        }
    }
}
