using Unbraid.Separation.Evaluation;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class SourceMetricsTests
{
    private static readonly float[][] s_reference = [[1, -1, 2, 0], [0, 1, 0, -1]];

    [Fact]
    public void Usdr_is_the_ratio_of_energies_over_all_channels()
    {
        // Signal 8; the estimate is half of it, so the error is a quarter: 10 log10 4.
        Assert.Equal(10 * Math.Log10(4), SourceMetrics.Usdr(s_reference, Scaled(0.5f)), 1e-6);
        Assert.Equal(0, SourceMetrics.Usdr(s_reference, Scaled(0)), 1e-9);
    }

    [Fact]
    public void Usdr_of_a_perfect_estimate_is_bounded_by_the_epsilon() =>
        Assert.Equal(10 * Math.Log10((8 + 1e-7) / 1e-7), SourceMetrics.Usdr(s_reference, s_reference), 1e-9);

    [Fact]
    public void Si_sdr_does_not_care_about_the_level()
    {
        // A reference of energy 8 plus an orthogonal error of energy 2.
        float[][] error = [[1, 1, 0, 0], [0, 0, 0, 0]];
        float[][] estimate = [.. s_reference.Zip(error, (r, e) => r.Zip(e, (a, b) => a + b).ToArray())];
        double expected = 10 * Math.Log10(8.0 / 2);
        Assert.Equal(expected, SourceMetrics.SiSdr(s_reference, estimate), 1e-9);
        Assert.Equal(expected, SourceMetrics.SiSdr(s_reference, [.. estimate.Select(c => Array.ConvertAll(c, x => 3 * x))]), 1e-9);
    }

    [Fact]
    public void Si_sdr_of_silence_is_no_number()
    {
        Assert.True(double.IsNaN(SourceMetrics.SiSdr(s_reference, Scaled(0))));
        Assert.True(double.IsNaN(SourceMetrics.SiSdr(Scaled(0), s_reference)));
    }

    private static float[][] Scaled(float factor) => [.. s_reference.Select(channel => Array.ConvertAll(channel, x => x * factor))];
}
