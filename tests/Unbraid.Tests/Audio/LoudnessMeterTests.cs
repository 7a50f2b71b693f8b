using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>Signals of EBU Tech 3341 and 3342: sines of 1 kHz whose loudness in stereo is their level in dBFS.</summary>
public sealed class LoudnessMeterTests
{
    public static TheoryData<string, double, (double Level, double Seconds)[]> Programmes => new()
    {
        { "case 1", -23.0, [(-23, 20)] },
        { "case 2", -33.0, [(-33, 20)] },
        { "case 3: relative gate", -23.0, [(-36, 10), (-23, 60), (-36, 10)] },
        { "case 4: absolute gate", -23.0, [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)] },
        { "case 5: relative gate is a mean", -23.0, [(-26, 20), (-20, 20.1), (-26, 20)] },
    };

    [Theory]
    [MemberData(nameof(Programmes))]
    public void Programme_loudness_is_that_of_Tech_3341(string name, double expected, (double Level, double Seconds)[] parts)
    {
        Assert.NotEmpty(name);
        foreach (int rate in new[] { 48_000, 44_100, 11_025 })
        {
            Assert.Equal(expected, Measure(rate, 2, parts).Integrated, 0.1);
        }
    }

    [Fact]
    public void Six_channels_weigh_surround_more_and_leave_out_the_low_frequency_effects()
    {
        // Tech 3341 case 6: L, R -28; C -24; LS, RS -30 dBFS together are -23 LUFS; LFE is loud to show that it does not count.
        double[] levels = [-28, -28, -24, -3, -30, -30];
        var meter = new LoudnessMeter(new AudioFormat(48_000, 6));
        var samples = new float[6 * 48_000 * 20];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)(Math.Pow(10, levels[i % 6] / 20) * Math.Sin(2 * Math.PI * 1000 * (i / 6) / 48_000));
        }

        meter.Add(samples);
        Assert.Equal(-23, meter.Complete().Integrated, 0.1);
    }

    [Fact]
    public void Loudness_range_is_that_of_Tech_3342()
    {
        Assert.Equal(10, Measure(48_000, 2, [(-20, 20), (-30, 20)]).Range, 1.0);
        Assert.Equal(5, Measure(48_000, 2, [(-20, 20), (-15, 20)]).Range, 1.0);
        Assert.Equal(20, Measure(48_000, 2, [(-40, 20), (-20, 20)]).Range, 1.0);
        Assert.Equal(15, Measure(48_000, 2, [(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)]).Range, 1.0);
    }

    [Theory]
    [InlineData(4, 0, -6.0)]
    [InlineData(4, 45, -6.0)]
    [InlineData(6, 60, -6.0)]
    [InlineData(8, 67.5, -6.0)]
    public void True_peak_is_found_between_the_samples(int samplesPerPeriod, double degrees, double expected)
    {
        // Tech 3341 cases 15 to 18: sines of a fraction of the rate whose peaks fall between samples; tolerance +0.2 / -0.4 dB.
        var samples = new float[48_000];
        for (int i = 0; i < samples.Length; i++)
        {
            double ramp = Math.Min(1, Math.Min(i, samples.Length - i) / 2400.0);
            samples[i] = (float)(ramp * 0.5012 * Math.Sin((2 * Math.PI * i / samplesPerPeriod) + (degrees * Math.PI / 180)));
        }

        var meter = new LoudnessMeter(new AudioFormat(48_000, 1));
        meter.Add(samples);
        Assert.InRange(meter.Complete().TruePeak, expected - 0.4, expected + 0.2);
    }

    [Fact]
    public void The_result_does_not_depend_on_how_the_stream_is_cut()
    {
        var samples = FftTests.Noise(2 * 44_100 * 5, 1);
        var whole = new LoudnessMeter(new AudioFormat(44_100, 2));
        whole.Add(samples);
        var pieces = new LoudnessMeter(new AudioFormat(44_100, 2));
        for (int at = 0; at < samples.Length; at += 1234)
        {
            pieces.Add(samples.AsSpan(at, Math.Min(1234, samples.Length - at)));
        }

        var (expected, actual) = (whole.Complete(), pieces.Complete());
        Assert.Equal(expected.Integrated, actual.Integrated, 1e-9);
        Assert.Equal(expected.Range, actual.Range, 1e-9);
        Assert.Equal(expected.TruePeak, actual.TruePeak, 1e-9);
    }

    [Fact]
    public void Silence_and_sounds_shorter_than_a_block_have_no_loudness()
    {
        var silence = Measure(44_100, 2, [(double.NegativeInfinity, 2)]);
        Assert.Equal(new Loudness(double.NegativeInfinity, 0, double.NegativeInfinity), silence);
        Assert.Equal(double.NegativeInfinity, Measure(44_100, 2, [(-10, 0.3)]).Integrated);
        Assert.Equal(double.NegativeInfinity, new LoudnessMeter(new AudioFormat(44_100, 1)).Complete().TruePeak);
    }

    private static Loudness Measure(int rate, int channels, (double Level, double Seconds)[] parts)
    {
        var meter = new LoudnessMeter(new AudioFormat(rate, channels));
        long frame = 0;
        foreach ((double level, double seconds) in parts)
        {
            var samples = new float[channels * (int)(rate * seconds)];
            double amplitude = Math.Pow(10, level / 20);
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = (float)(amplitude * Math.Sin(2 * Math.PI * 1000 * (frame + (i / channels)) / rate));
            }

            frame += samples.Length / channels;
            meter.Add(samples);
        }

        return meter.Complete();
    }
}
