using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class WaveformPeaksTests
{
    [Theory]
    [InlineData(1000, 7, 2)]
    [InlineData(1000, 1000, 1)]
    [InlineData(5, 100, 2)]
    [InlineData(1, 1, 1)]
    public void Buckets_of_a_known_length_split_it_evenly_however_it_arrives(int frames, int buckets, int channels)
    {
        var samples = FftTests.Noise(frames * channels, 1);
        var peaks = WaveformPeaks.OfCount(buckets, frames, channels);
        var random = new Random(2);
        for (int at = 0; at < frames;)
        {
            int count = random.Next(0, Math.Min(97, frames - at) + 1);
            peaks.Add(samples.AsSpan(at * channels, count * channels));
            at += count;
        }

        var result = peaks.Complete();
        int expectedCount = Math.Min(frames, buckets);
        Assert.Equal(expectedCount, result.Count);
        for (int b = 0; b < expectedCount; b++)
        {
            int begin = b * frames / expectedCount * channels;
            int end = (b + 1) * frames / expectedCount * channels;
            AssertBucket(samples[begin..end], result[b]);
        }
    }

    [Fact]
    public void Buckets_of_a_given_size_end_with_what_is_left()
    {
        var samples = FftTests.Noise(25, 3);
        var peaks = WaveformPeaks.OfSize(10, 1);
        peaks.Add(samples);
        var result = peaks.Complete();
        Assert.Equal(3, result.Count);
        AssertBucket(samples[20..], result[2]);
    }

    [Fact]
    public void A_stream_longer_than_announced_ends_in_the_last_bucket_and_an_empty_one_has_none()
    {
        var peaks = WaveformPeaks.OfCount(2, 4, 1);
        peaks.Add([1, 1, 0, 0, -3]);
        Assert.Equal([new WaveformBucket(1, 1, 1), new WaveformBucket(-3, 0, MathF.Sqrt(3))], peaks.Complete());
        Assert.Empty(WaveformPeaks.OfCount(2, 0, 1).Complete());
    }

    private static void AssertBucket(float[] samples, WaveformBucket bucket)
    {
        Assert.Equal(samples.Min(), bucket.Min);
        Assert.Equal(samples.Max(), bucket.Max);
        Assert.Equal(Math.Sqrt(samples.Average(x => x * x)), bucket.Rms, 1e-6);
    }
}
