using Unbraid.Audio;
using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class StemBalancerTests
{
    private const int Balance = 2;

    [Theory]
    [InlineData(SampleType.Int16)]
    [InlineData(SampleType.Int24)]
    public void Integer_stems_sum_to_the_song_even_when_one_leaves_the_range(SampleType type)
    {
        var (lowest, highest) = SampleQuantizer.Range(type);
        var song = Noise(1, 5000, 1.2f);
        ReadOnlyMemory<float>[] stems = [Noise(2, 5000, 1.5f), Noise(3, 5000, 1.5f), Noise(4, 5000, 1.5f)];
        var balancer = new StemBalancer(3, Balance, Output(type, exact: true));
        balancer.Fill(song, stems);
        var expected = new int[song.Length];
        SampleQuantizer.Quantize(song, type, expected);

        Assert.True(balancer.IsQuantized);
        for (var t = 0; t < song.Length; t++)
        {
            Assert.Equal(expected[t], Enumerable.Range(0, 3).Sum(i => balancer.Quantized(i).Span[t]));
            Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(balancer.Quantized(i).Span[t], lowest, highest));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Float_stems_sum_to_the_song_to_the_last_bit(bool songHas24Bits)
    {
        var song = Noise(1, 20_000, 0.9f);
        for (var t = 0; t < song.Length; t++)
            song[t] = songHas24Bits ? MathF.Round(song[t] * (1 << 23)) / (1 << 23) : song[t];
        ReadOnlyMemory<float>[] stems = [Noise(2, song.Length, 0.4f), Noise(3, song.Length, 0.05f), Noise(4, song.Length, 0.4f)];
        var balancer = new StemBalancer(3, Balance, Output(SampleType.Float32, exact: true));
        balancer.Fill(song, stems);

        var wrong = 0;
        for (var t = 0; t < song.Length; t++)
        {
            var sum = Enumerable.Range(0, 3).Sum(i => (double)balancer.Samples(i).Span[t]);
            Assert.Equal(song[t], sum, 3e-8);
            if ((float)sum != song[t])
                wrong++;
        }

        // A song finer than 24 bits cannot always be met: where all stems are much louder than the song at that sample.
        Assert.InRange(wrong, 0, songHas24Bits ? 0 : song.Length / 50);
    }

    [Fact]
    public void The_residual_is_what_the_stems_leave()
    {
        var song = Noise(1, 100, 0.5f);
        var vocals = Noise(2, 100, 0.5f);
        var balancer = new StemBalancer(2, 1, Output(SampleType.Float32, exact: false) with { Residual = true });
        balancer.Fill(song, [vocals]);

        Assert.Equal(vocals, balancer.Samples(0).ToArray());
        Assert.All(balancer.Samples(1).ToArray().Select((value, t) => value + vocals[t] - song[t]), error => Assert.InRange(error, -1e-7f, 1e-7f));
    }

    private static StemOutput Output(SampleType type, bool exact) =>
        new() { Folder = ".", Encoding = new AudioEncoding(AudioContainer.Wav, type), Exact = exact };

    private static float[] Noise(int seed, int length, float peak)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle() - 1) * peak)];
    }
}
