using System.Text.Json;
using Unbraid.Separation.Evaluation;
using Xunit;

namespace Unbraid.Tests.Separation;

/// <summary>Figures against those that mir_eval gave for the same signals (see Fixtures/bss-eval/make.py).</summary>
public sealed class BssEvalTests
{
    private const double Tolerance = 0.01;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void One_window_over_everything_gives_the_figures_of_mir_eval(int number)
    {
        var (references, estimates, _, expected) = Load(number);
        var scores = BssEval.Evaluate(references, estimates, references[0][0].Length);
        for (int stem = 0; stem < references.Length; stem++)
        {
            AssertScores([.. expected.GetProperty("whole")[stem].EnumerateArray().Select(v => v.GetDouble())], scores[stem], 0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Windows_share_the_filters_of_the_whole_track(int number)
    {
        var (references, estimates, window, expected) = Load(number);
        var scores = BssEval.Evaluate(references, estimates, window);
        for (int stem = 0; stem < references.Length; stem++)
        {
            Assert.Equal(3, scores[stem].Sdr.Length);
            for (int w = 0; w < scores[stem].Sdr.Length; w++)
            {
                AssertScores([.. expected.GetProperty("windows")[stem][w].EnumerateArray().Select(v => v.GetDouble())], scores[stem], w);
                Assert.Equal(expected.GetProperty("framewise_sdr")[stem][w].GetDouble(), scores[stem].Sdr[w], Tolerance);
            }
        }
    }

    [Fact]
    public void A_window_in_which_any_stem_is_silent_has_no_figures_and_the_median_passes_it_over()
    {
        var (references, estimates, window, _) = Load(0);
        references[1][0].AsSpan(window, window).Clear();
        var scores = BssEval.Evaluate(references, estimates, window);
        Assert.All(scores, stem => Assert.True(double.IsNaN(stem.Sdr[1]) && double.IsNaN(stem.Sar[1])));
        Assert.Equal((scores[0].Sdr[0] + scores[0].Sdr[2]) / 2, BssScores.Median(scores[0].Sdr), 1e-12);
        Assert.True(double.IsNaN(BssScores.Median([double.NaN])));
    }

    [Fact]
    public void Stems_with_equal_channels_do_not_break_the_filters()
    {
        var (mono, estimates, _, _) = Load(0);
        var expected = BssEval.Evaluate(mono, estimates, mono[0][0].Length);
        float[][][] twice = [.. mono.Select(stem => (float[][])[stem[0], stem[0]])];
        float[][][] estimatesTwice = [.. estimates.Select(stem => (float[][])[stem[0], stem[0]])];
        var actual = BssEval.Evaluate(twice, estimatesTwice, mono[0][0].Length);
        for (int stem = 0; stem < mono.Length; stem++)
        {
            Assert.Equal(expected[stem].Sir[0], actual[stem].Sir[0], Tolerance);
            Assert.Equal(expected[stem].Sar[0], actual[stem].Sar[0], Tolerance);
        }
    }

    [Fact]
    public void A_perfect_estimate_has_next_to_no_interference_and_artifacts()
    {
        var (references, _, window, _) = Load(1);
        var scores = BssEval.Evaluate(references, references, window);
        Assert.All(scores, stem => Assert.Equal(double.PositiveInfinity, stem.Sdr[0]));
        Assert.All(scores, stem => Assert.InRange(stem.Sir[0], 80, double.PositiveInfinity));
        Assert.All(scores, stem => Assert.InRange(stem.Sar[0], 80, double.PositiveInfinity));
    }

    private static void AssertScores(double[] expected, BssScores scores, int window)
    {
        Assert.Equal(expected[0], scores.Sdr[window], Tolerance);
        Assert.Equal(expected[1], scores.Isr[window], Tolerance);
        Assert.Equal(expected[2], scores.Sir[window], Tolerance);
        Assert.Equal(expected[3], scores.Sar[window], Tolerance);
    }

    private static (float[][][] References, float[][][] Estimates, int Window, JsonElement Expected) Load(int number)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "bss-eval", "bss-eval.json")));
        var root = document.RootElement;
        var expected = root.GetProperty("cases")[number].Clone();
        int frames = root.GetProperty("frames").GetInt32();
        int stems = expected.GetProperty("stems").GetInt32();
        int channels = expected.GetProperty("channels").GetInt32();
        float[][][] references =
            [.. Enumerable.Range(0, stems).Select(s => Enumerable.Range(0, channels).Select(c => Source(s, c, frames)).ToArray())];
        float[][][] estimates =
            [.. Enumerable.Range(0, stems).Select(s => Enumerable.Range(0, channels).Select(c => Estimate(references, s, c)).ToArray())];
        return (references, estimates, root.GetProperty("window").GetInt32(), expected);
    }

    // The formulas of make.py.
    private static float[] Source(int stem, int channel, int frames)
    {
        var samples = new float[frames];
        for (int i = 0; i < frames; i++)
        {
            double t = (i - (3 * channel * stem)) / 8000.0;
            double hiss = Noise(i, (1000 * stem) + channel);
            double value = stem switch
            {
                0 => 0.5 * hiss * Math.Exp(-12 * (t % 0.25)),
                1 => (0.4 * Math.Sin((2 * Math.PI * 440 * t) + (3 * Math.Sin(2 * Math.PI * 5 * t)))) + (0.02 * hiss),
                _ => (0.3 * Math.Sin(2 * Math.PI * 55 * t)) + (0.2 * Math.Sin((2 * Math.PI * 110 * t) + 1)) + (0.01 * hiss),
            };
            samples[i] = (float)(value * (channel == 0 ? 1 : 0.5 + (0.2 * stem)));
        }

        return samples;
    }

    private static float[] Estimate(float[][][] sources, int stem, int channel)
    {
        float[] own = sources[stem][channel];
        float[] neighbour = sources[(stem + 1) % sources.Length][channel];
        var samples = new float[own.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            double value = (0.8 * own[i]) + (0.1 * neighbour[i]) + (0.03 * Noise(i, 77 + (10 * stem) + channel));
            value += i >= 7 ? 0.15 * own[i - 7] : 0;
            value += i >= 40 ? 0.05 * neighbour[i - 40] : 0;
            samples[i] = (float)value;
        }

        return samples;
    }

    private static double Noise(int i, int seed)
    {
        unchecked
        {
            ulong z = ((ulong)i * 0x9E3779B97F4A7C15) + (ulong)seed + 0x9E3779B97F4A7C15;
            z ^= z >> 30;
            z *= 0xBF58476D1CE4E5B9;
            z ^= z >> 27;
            z *= 0x94D049BB133111EB;
            z ^= z >> 31;
            return ((z >> 40) / 16777216.0 * 2) - 1;
        }
    }
}
