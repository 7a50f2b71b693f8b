using Unbraid.Audio;
using Unbraid.Composition.Instruments;
using Unbraid.Composition.Writing;
using Xunit;

namespace Unbraid.Tests.Composition;

/// <summary>Cymbals are noise of metal and have no pitch: no line of their spectrum stands out, and most of it lies high.</summary>
public sealed class CymbalTests
{
    private const int Length = 8192;

    [Theory]
    [InlineData(nameof(Drum.ClosedHat))]
    [InlineData(nameof(Drum.OpenHat))]
    [InlineData(nameof(Drum.Ride))]
    [InlineData(nameof(Drum.Crash))]
    public void No_line_whistles(string name)
    {
        var drum = Enum.Parse<Drum>(name);
        var power = new double[Length / 2 + 1];
        for (int take = 0; take < 8; take++)
        {
            var hit = DrumKit.Hit(drum, 0.8, take, electronic: true);
            var block = new float[Length];
            hit.AsSpan(0, Math.Min(hit.Length, Length)).CopyTo(block);
            for (int i = 0; i < Length; i++)
                block[i] *= (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / Length));
            var spectrum = Spectrum(block);
            for (int bin = 0; bin < power.Length; bin++)
                power[bin] += spectrum[bin];
        }

        double hertz = 44_100.0 / Length;
        for (int bin = (int)(3000 / hertz); bin < (int)(16_000 / hertz); bin++)
        {
            var neighbours = power[(int)(bin / 1.12)..(int)(bin * 1.12)].Order().ToArray();
            double above = 10 * Math.Log10(power[bin] / neighbours[neighbours.Length / 2]);
            Assert.True(above < 18, $"{bin * hertz:0} Hz stands {above:0.0} dB above its neighbourhood");
        }

        double high = power[(int)(6000 / hertz)..].Sum() / power.Sum();
        Assert.True(high > 0.5, $"only {high:P0} lie above 6 kHz");
    }

    private static double[] Spectrum(float[] block)
    {
        var fft = new RealFft(Length);
        var (real, imaginary) = (new float[Length / 2 + 1], new float[Length / 2 + 1]);
        fft.Forward(block, real, imaginary);
        return [.. real.Select((re, bin) => (double)re * re + (double)imaginary[bin] * imaginary[bin])];
    }
}
