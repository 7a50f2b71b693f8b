using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class ResamplerTests
{
    public static TheoryData<int, int> Rates => new()
    {
        { 44_100, 48_000 }, { 48_000, 44_100 }, { 44_100, 22_050 }, { 22_050, 44_100 }, { 8_000, 44_100 }, { 44_100, 8_000 },
        { 192_000, 44_100 }, { 44_100, 192_000 }, { 96_000, 44_100 }, { 44_100, 44_100 }, { 44_099, 44_100 }, { 11_025, 96_000 }, { 44_100, 47_999 },
    };

    [Theory]
    [MemberData(nameof(Rates))]
    public void Length_is_the_exact_ratio_rounded_up_and_can_be_set(int from, int to)
    {
        foreach (int frames in new[] { 0, 1, 2, 1000, 9999 })
        {
            var output = Resample(new float[frames], from, to, 1);
            Assert.Equal((int)Math.Ceiling((decimal)frames * to / from), output.Length);

            var back = Resample(output, to, from, 1, frames);
            Assert.Equal(frames, back.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_sine_in_the_pass_band_comes_out_as_the_same_sine_without_delay(int from, int to)
    {
        double nyquist = Math.Min(from, to) / 2.0;
        foreach (double fraction in new[] { 0.01, 0.3, 0.7, 0.89 })
        {
            double frequency = fraction * nyquist;
            var output = Resample(Sine(frequency, from, from / 2), from, to, 1);
            var expected = Sine(frequency, to, output.Length);
            int edge = output.Length / 8;
            double error = 0;
            for (int i = edge; i < output.Length - edge; i++)
            {
                error = Math.Max(error, Math.Abs(expected[i] - output[i]));
            }

            // 2e-5 is -94 dB: ripple of the filter and, for rates without a common divisor, of the blended table.
            Assert.InRange(error, 0, 2e-5);
        }
    }

    [Theory]
    [InlineData(48_000, 44_100, 22_100)]
    [InlineData(48_000, 44_100, 23_900)]
    [InlineData(96_000, 44_100, 30_000)]
    [InlineData(192_000, 44_100, 80_000)]
    [InlineData(44_100, 8_000, 4_050)]
    [InlineData(44_100, 8_000, 15_000)]
    [InlineData(44_100, 43_999, 22_040)]
    public void A_sine_above_the_new_Nyquist_frequency_is_gone(int from, int to, double frequency)
    {
        var output = Resample(Sine(frequency, from, from / 2), from, to, 1);
        int edge = output.Length / 8;
        double loudest = output[edge..^edge].Max(Math.Abs);
        Assert.InRange(20 * Math.Log10(loudest), double.NegativeInfinity, -95);
    }

    [Theory]
    [InlineData(8_000, 44_100, 3_500)]
    [InlineData(22_050, 44_100, 9_000)]
    [InlineData(44_100, 48_000, 19_000)]
    public void Raising_the_rate_leaves_no_image(int from, int to, double frequency)
    {
        var output = Resample(Sine(frequency, from, from), from, to, 1);
        var expected = Sine(frequency, to, output.Length);
        int edge = output.Length / 8;
        double residue = Enumerable.Range(edge, output.Length - (2 * edge)).Max(i => Math.Abs(output[i] - expected[i]));
        Assert.InRange(20 * Math.Log10(residue), double.NegativeInfinity, -95);
    }

    [Fact]
    public void There_and_back_between_48_and_44_kHz_keeps_everything_below_18_kHz()
    {
        const int Rate = 48_000;
        var input = new float[Rate];
        var random = new Random(1);
        for (int tone = 0; tone < 60; tone++)
        {
            double frequency = 20 + (tone * 299.5);
            double phase = random.NextDouble() * 2 * Math.PI;
            for (int i = 0; i < input.Length; i++)
            {
                input[i] += (float)(Math.Sin((2 * Math.PI * frequency * i / Rate) + phase) / 60);
            }
        }

        var back = Resample(Resample(input, Rate, 44_100, 1), 44_100, Rate, 1, input.Length);
        double signal = 0;
        double noise = 0;
        for (int i = 2000; i < input.Length - 2000; i++)
        {
            signal += input[i] * input[i];
            noise += Math.Pow(input[i] - back[i], 2);
        }

        Assert.InRange(10 * Math.Log10(signal / noise), 100, double.PositiveInfinity);
    }

    [Theory]
    [InlineData(44_100, 48_000, 2)]
    [InlineData(48_000, 44_100, 1)]
    [InlineData(192_000, 8_000, 3)]
    [InlineData(44_100, 47_999, 2)]
    public void The_bits_do_not_depend_on_how_the_stream_is_cut(int from, int to, int channels)
    {
        var input = FftTests.Noise(30_000 * channels, 2);
        var whole = Resample(input, from, to, channels);

        var random = new Random(3);
        var resampler = new Resampler(from, to, channels);
        var pieces = new List<float>();
        int at = 0;
        while (at < 30_000)
        {
            int count = Math.Min(30_000 - at, random.Next(0, random.Next(1, 5000)));
            var output = new float[resampler.MaxOutputFrames(count) * channels];
            int written = resampler.Process(input.AsSpan(at * channels, count * channels), output);
            pieces.AddRange(output.AsSpan(0, written * channels));
            at += count;
        }

        var tail = new float[7 * channels];
        for (int written; (written = resampler.Finish(tail)) > 0;)
        {
            pieces.AddRange(tail.AsSpan(0, written * channels));
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Every_channel_is_treated_as_if_it_were_alone()
    {
        const int Channels = 3;
        var input = FftTests.Noise(3000 * Channels, 4);
        var output = Resample(input, 44_100, 48_000, Channels);
        for (int channel = 0; channel < Channels; channel++)
        {
            var alone = Resample([.. input.Where((_, i) => i % Channels == channel)], 44_100, 48_000, 1);
            Assert.Equal(alone, output.Where((_, i) => i % Channels == channel));
        }
    }

    [Theory]
    [InlineData(44_100, 48_000)]
    [InlineData(96_000, 44_100)]
    public void A_constant_stays_the_constant_up_to_both_ends(int from, int to)
    {
        var input = new float[5000];
        Array.Fill(input, 0.5f);
        Assert.All(Resample(input, from, to, 1), value => Assert.Equal(0.5f, value, 1e-6f));
    }

    [Fact]
    public void Equal_rates_pass_samples_on_unchanged_and_a_reset_forgets_the_stream()
    {
        var input = FftTests.Noise(10_001, 5);
        var resampler = new Resampler(44_100, 44_100, 1);
        Assert.Equal(input, Run(resampler, input, null));
        resampler.Reset();
        Assert.Equal(input, Run(resampler, input, null));
    }

    [Fact]
    public void Wrong_spans_are_refused()
    {
        var resampler = new Resampler(44_100, 48_000, 2);
        Assert.Throws<ArgumentException>(() => resampler.Process(new float[3], new float[100]));
        Assert.Throws<ArgumentException>(() => resampler.Process(new float[200], new float[200]));
        var output = new float[3000];
        Assert.True(resampler.Process(new float[2000], output) > 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => resampler.Finish(output, 1));
    }

    private static float[] Resample(float[] input, int from, int to, int channels, long? frames = null) =>
        Run(new Resampler(from, to, channels), input, frames);

    private static float[] Run(Resampler resampler, float[] input, long? frames)
    {
        int channels = resampler.Channels;
        var output = new List<float>();
        var block = new float[resampler.MaxOutputFrames(input.Length / channels) * channels];
        output.AddRange(block.AsSpan(0, resampler.Process(input, block) * channels));
        for (int written; (written = resampler.Finish(block, frames)) > 0;)
        {
            output.AddRange(block.AsSpan(0, written * channels));
        }

        return [.. output];
    }

    private static float[] Sine(double frequency, int rate, int frames)
    {
        var samples = new float[frames];
        for (int i = 0; i < frames; i++)
        {
            samples[i] = (float)Math.Sin(2 * Math.PI * frequency * i / rate);
        }

        return samples;
    }
}
