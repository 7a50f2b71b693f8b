using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class RealFftTests
{
    [Theory]
    [MemberData(nameof(FftTests.Lengths), MemberType = typeof(FftTests))]
    public void Real_transform_agrees_with_the_definition_in_double_precision(int length)
    {
        var input = FftTests.Noise(length, 1);
        var (expectedRe, expectedIm) = FftTests.Dft(input, new float[length]);
        var fft = new RealFft(length);
        var re = new float[fft.Bins];
        var im = new float[fft.Bins];
        fft.Forward(input, re, im);
        Assert.InRange(FftTests.RelativeError(expectedRe, expectedIm, re, im), 0, 4e-7);
    }

    [Theory]
    [MemberData(nameof(FftTests.Lengths), MemberType = typeof(FftTests))]
    public void Inverse_undoes_forward_for_any_number_of_rows_and_both_scalings(int length)
    {
        foreach (var norm in Enum.GetValues<FftNorm>())
        {
            foreach (int rows in new[] { 1, 8, 13 })
            {
                var fft = new RealFft(length, norm);
                var input = FftTests.Noise(rows * length, rows);
                var re = new float[rows * fft.Bins];
                var im = new float[rows * fft.Bins];
                var output = new float[rows * length];
                fft.Forward(input, re, im);
                fft.Inverse(re, im, output);
                for (int i = 0; i < input.Length; i++)
                {
                    Assert.Equal(input[i], output[i], 3e-6f);
                }
            }
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Inverse_ignores_the_imaginary_parts_that_a_real_signal_cannot_have(int length)
    {
        var fft = new RealFft(length);
        var re = FftTests.Noise(fft.Bins, 1);
        var im = FftTests.Noise(fft.Bins, 2);
        var expected = new float[length];
        fft.Inverse(re, im, expected);
        im[0] = 5;
        if (length % 2 == 0)
        {
            im[^1] = -7;
        }

        var actual = new float[length];
        fft.Inverse(re, im, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Spans_of_other_lengths_are_refused()
    {
        var fft = new RealFft(16);
        Assert.Throws<ArgumentException>(() => fft.Forward(new float[16], new float[8], new float[9]));
        Assert.Throws<ArgumentException>(() => fft.Inverse(new float[9], new float[9], new float[17]));
    }

    [Theory]
    [InlineData(476)]
    [InlineData(4096)]
    public void A_transform_allocates_nothing(int length)
    {
        var fft = new RealFft(length);
        var input = FftTests.Noise(8 * length, 1);
        var re = new float[8 * fft.Bins];
        var im = new float[8 * fft.Bins];
        fft.Forward(input, re, im);
        long before = GC.GetAllocatedBytesForCurrentThread();
        fft.Forward(input, re, im);
        fft.Inverse(re, im, input);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
