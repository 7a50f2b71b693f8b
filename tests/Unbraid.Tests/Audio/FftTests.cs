using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class FftTests
{
    // The rounding error of a transform grows with the logarithm of its length; 4e-7 of the root mean square of the result covers 2^16.
    private const double Tolerance = 4e-7;

    public static TheoryData<int> Lengths
    {
        get
        {
            var lengths = new TheoryData<int>();
            for (int length = 1; length <= 70; length++)
            {
                lengths.Add(length);
            }

            foreach (int length in new[] { 127, 128, 168, 192, 238, 239, 256, 320, 336, 476, 512, 576, 960, 1000, 1009, 1024, 1536, 2048, 3072, 4096, 6144 })
            {
                lengths.Add(length);
            }

            return lengths;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Complex_transform_agrees_with_the_definition_in_double_precision(int length)
    {
        var re = Noise(length, 1);
        var im = Noise(length, 2);
        var (expectedRe, expectedIm) = Dft(re, im);

        var actualRe = new float[length];
        var actualIm = new float[length];
        new Fft(length).Forward(re, im, actualRe, actualIm);

        Assert.InRange(RelativeError(expectedRe, expectedIm, actualRe, actualIm), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Inverse_undoes_forward_in_place_for_any_number_of_rows_and_both_scalings(int length)
    {
        foreach (var norm in Enum.GetValues<FftNorm>())
        {
            foreach (int rows in new[] { 1, 3, 8, 11 })
            {
                var re = Noise(rows * length, 3);
                var im = Noise(rows * length, 4);
                var fft = new Fft(length, norm);
                float[] gotRe = [.. re];
                float[] gotIm = [.. im];
                fft.Forward(gotRe, gotIm, gotRe, gotIm);
                fft.Inverse(gotRe, gotIm, gotRe, gotIm);
                Assert.InRange(RelativeError(re, im, gotRe, gotIm), 0, Tolerance);
            }
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(57)]
    [InlineData(74)]
    [InlineData(128)]
    public void Every_row_of_a_batch_has_the_bits_of_the_row_alone(int length)
    {
        const int Rows = 19;
        var re = Noise(Rows * length, 5);
        var im = Noise(Rows * length, 6);
        var fft = new Fft(length);
        var batchRe = new float[Rows * length];
        var batchIm = new float[Rows * length];
        fft.Forward(re, im, batchRe, batchIm);
        for (int row = 0; row < Rows; row++)
        {
            var aloneRe = new float[length];
            var aloneIm = new float[length];
            fft.Forward(re.AsSpan(row * length, length), im.AsSpan(row * length, length), aloneRe, aloneIm);
            Assert.Equal(aloneRe, batchRe.AsSpan(row * length, length));
            Assert.Equal(aloneIm, batchIm.AsSpan(row * length, length));
        }
    }

    [Fact]
    public void Ortho_keeps_the_energy()
    {
        var re = Noise(476, 7);
        var im = Noise(476, 8);
        var gotRe = new float[476];
        var gotIm = new float[476];
        new Fft(476, FftNorm.Ortho).Forward(re, im, gotRe, gotIm);
        Assert.Equal(Energy(re) + Energy(im), Energy(gotRe) + Energy(gotIm), 1e-4);
    }

    [Fact]
    public void Spans_of_other_lengths_are_refused_with_the_lengths_in_the_message()
    {
        var error = Assert.Throws<ArgumentException>(() => new Fft(8).Forward(new float[8], new float[8], new float[8], new float[7]));
        Assert.Contains("7", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Fft(8).Forward(new float[9], new float[9], new float[9], new float[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Fft(0));
    }

    [Theory]
    [InlineData(238)]
    [InlineData(1009)]
    [InlineData(2048)]
    public void A_transform_allocates_nothing(int length)
    {
        var fft = new Fft(length);
        var re = Noise(length, 9);
        var im = Noise(length, 10);
        fft.Forward(re, im, re, im);
        long before = GC.GetAllocatedBytesForCurrentThread();
        fft.Forward(re, im, re, im);
        fft.Inverse(re, im, re, im);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    internal static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    internal static (double[] Re, double[] Im) Dft(float[] re, float[] im)
    {
        int n = re.Length;
        var outRe = new double[n];
        var outIm = new double[n];
        var roots = Enumerable.Range(0, n).Select(turn => Math.SinCos(-2 * Math.PI * turn / n)).ToArray();
        for (int k = 0; k < n; k++)
        {
            for (int t = 0; t < n; t++)
            {
                (double sine, double cosine) = roots[(long)k * t % n];
                outRe[k] += (re[t] * cosine) - (im[t] * sine);
                outIm[k] += (re[t] * sine) + (im[t] * cosine);
            }
        }

        return (outRe, outIm);
    }

    internal static double RelativeError(IReadOnlyList<double> expectedRe, IReadOnlyList<double> expectedIm, float[] re, float[] im)
    {
        double error = 0;
        double energy = 0;
        for (int i = 0; i < re.Length; i++)
        {
            error += Math.Pow(expectedRe[i] - re[i], 2) + Math.Pow(expectedIm[i] - im[i], 2);
            energy += Math.Pow(expectedRe[i], 2) + Math.Pow(expectedIm[i], 2);
        }

        return Math.Sqrt(error / energy);
    }

    private static double RelativeError(float[] expectedRe, float[] expectedIm, float[] re, float[] im) =>
        RelativeError(Array.ConvertAll(expectedRe, x => (double)x), Array.ConvertAll(expectedIm, x => (double)x), re, im);

    private static double Energy(float[] values) => values.Sum(x => (double)x * x);
}
