using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class SampleQuantizerTests
{
    [Theory]
    [InlineData(SampleType.Int16, 32_768)]
    [InlineData(SampleType.Int24, 8_388_608)]
    public void Values_are_rounded_and_clipped(SampleType type, int scale)
    {
        float[] samples = [0, 1, -1, 2, -2, 0.5f, 1.4f / scale, -1.6f / scale, 2.5f / scale, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        var quantized = new int[samples.Length];
        SampleQuantizer.Quantize(samples, type, quantized);
        Assert.Equal([0, scale - 1, -scale, scale - 1, -scale, scale / 2, 1, -2, 2, 0, scale - 1, -scale], quantized);
    }

    [Theory]
    [InlineData(SampleType.Int16)]
    [InlineData(SampleType.Int24)]
    public void Integers_come_back_from_float_as_they_were(SampleType type)
    {
        var (lowest, highest) = SampleQuantizer.Range(type);
        var random = new Random(5);
        int[] integers = [lowest, highest, 0, 1, -1, .. Enumerable.Range(0, 10_000).Select(_ => random.Next(lowest, highest))];
        var floats = new float[integers.Length];
        var back = new int[integers.Length];
        SampleQuantizer.Dequantize(integers, type, floats);
        SampleQuantizer.Quantize(floats, type, back);
        Assert.Equal(integers, back);
    }

    [Fact]
    public void Dither_makes_mean_and_power_of_the_error_independent_of_the_signal()
    {
        const int Count = 200_000;
        var quantized = new int[Count];
        foreach (float fraction in new[] { 0.1f, 0.25f, 0.5f, 0.9f })
        {
            var samples = Enumerable.Repeat((100 + fraction) / 32_768, Count).ToArray();
            SampleQuantizer.Quantize(samples, SampleType.Int16, new TpdfDither(1), quantized);
            var errors = quantized.Select(q => q - 100.0 - fraction).ToList();
            Assert.InRange(errors.Average(), -0.01, 0.01);
            Assert.InRange(errors.Average(e => e * e), 0.25 * 0.97, 0.25 * 1.03); // 1/12 + 2/12
            Assert.InRange(errors.Max(Math.Abs), 0, 1.5);
        }
    }

    [Fact]
    public void Silence_stays_silent()
    {
        var quantized = new int[1000];
        SampleQuantizer.Quantize(new float[1000], SampleType.Int16, new TpdfDither(1), quantized);
        Assert.All(quantized, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Dither_depends_on_the_seed_and_not_on_the_blocks()
    {
        var samples = Sounds.Noise(1000, 1);
        int[] Run(int seed, int block)
        {
            var dither = new TpdfDither(seed);
            var quantized = new int[samples.Length];
            for (int start = 0; start < samples.Length; start += block)
            {
                int count = Math.Min(block, samples.Length - start);
                SampleQuantizer.Quantize(samples.AsSpan(start, count), SampleType.Int16, dither, quantized.AsSpan(start));
            }

            return quantized;
        }

        Assert.Equal(Run(1, 1000), Run(1, 7));
        Assert.NotEqual(Run(1, 1000), Run(2, 1000));
    }

    [Fact]
    public void Floats_are_not_quantised() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleQuantizer.Quantize([0f], SampleType.Float32, new int[1]));
}
