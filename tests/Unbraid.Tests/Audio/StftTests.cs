using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class StftTests
{
    public static TheoryData<int, int, string, bool, bool, int> Conventions => new()
    {
        // frame, hop, window, centre, normalised, samples
        { 64, 16, nameof(StftWindow.Hann), true, true, 1000 },
        { 64, 16, nameof(StftWindow.Rectangular), true, true, 999 },
        { 30, 7, nameof(StftWindow.Hann), true, false, 333 },
        { 15, 4, nameof(StftWindow.Hann), true, false, 100 },
        { 32, 8, nameof(StftWindow.Rectangular), false, false, 257 },
        { 128, 32, nameof(StftWindow.Hann), false, true, 640 },
        { 64, 64, nameof(StftWindow.Rectangular), true, false, 65 },
    };

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Forward_agrees_with_the_formula(int frame, int hop, string windowName, bool center, bool normalized, int samples)
    {
        var window = Enum.Parse<StftWindow>(windowName);
        var stft = new Stft(new() { FrameLength = frame, Hop = hop, Window = window, Center = center, Normalized = normalized });
        var signal = FftTests.Noise(samples, 1);
        int frames = stft.FrameCount(samples);
        var re = new float[stft.Bins * frames];
        var im = new float[stft.Bins * frames];
        stft.Forward(signal, re, im);

        for (int f = 0; f < frames; f++)
        {
            for (int b = 0; b < stft.Bins; b++)
            {
                (double expectedRe, double expectedIm) = Bin(signal, f, b, frame, hop, window, center, normalized);
                Assert.Equal(expectedRe, re[(b * frames) + f], 2e-5);
                Assert.Equal(expectedIm, im[(b * frames) + f], 2e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Inverse_undoes_forward(int frame, int hop, string windowName, bool center, bool normalized, int samples)
    {
        var window = Enum.Parse<StftWindow>(windowName);
        var stft = new Stft(new() { FrameLength = frame, Hop = hop, Window = window, Center = center, Normalized = normalized });
        var signal = FftTests.Noise(samples, 2);
        int frames = stft.FrameCount(samples);
        var re = new float[stft.Bins * frames];
        var im = new float[stft.Bins * frames];
        stft.Forward(signal, re, im);
        var output = new float[samples];
        stft.Inverse(re, im, output);

        // Without centring the Hann window gives the ends next to no weight, and what no frame reaches is silent.
        int first = center ? 0 : hop;
        int last = center ? samples : ((frames - 1) * hop) + frame - hop;
        for (int i = first; i < Math.Min(last, samples); i++)
        {
            Assert.Equal(signal[i], output[i], 1e-5f);
        }
    }

    [Fact]
    public void Any_split_of_frames_and_samples_gives_the_same_bits()
    {
        const int Samples = 5000;
        var stft = new Stft(new() { FrameLength = 256, Hop = 64, Normalized = true });
        var signal = FftTests.Noise(Samples, 3);
        int frames = stft.FrameCount(Samples);
        var re = new float[stft.Bins * frames];
        var im = new float[stft.Bins * frames];
        stft.Forward(signal, re, im);
        var output = new float[Samples];
        stft.Inverse(re, im, output);

        var partsRe = new float[re.Length];
        var partsIm = new float[im.Length];
        foreach ((int first, int count) in new[] { (0, 1), (1, 9), (10, 40), (50, frames - 50) })
        {
            stft.Forward(signal, first, count, stft.Bins, partsRe.AsSpan(first), partsIm.AsSpan(first), frames);
        }

        Assert.Equal(re, partsRe);
        Assert.Equal(im, partsIm);

        var parts = new float[Samples];
        foreach ((int first, int count) in new[] { (0, 1), (1, 99), (100, 1900), (2000, 3000) })
        {
            stft.Inverse(re, im, frames, stft.Bins, frames, first, parts.AsSpan(first, count));
        }

        Assert.Equal(output, parts);
    }

    [Fact]
    public void Missing_high_bins_count_as_zero()
    {
        var stft = new Stft(new() { FrameLength = 64, Hop = 16 });
        var signal = FftTests.Noise(500, 4);
        int frames = stft.FrameCount(500);
        var re = new float[stft.Bins * frames];
        var im = new float[stft.Bins * frames];
        stft.Forward(signal, re, im);
        var fewer = new float[500];
        stft.Inverse(re, im, frames, 20, frames, 0, fewer);

        re.AsSpan(20 * frames).Clear();
        im.AsSpan(20 * frames).Clear();
        var cleared = new float[500];
        stft.Inverse(re, im, cleared);
        Assert.Equal(cleared, fewer);

        var lowRe = new float[20 * frames];
        var lowIm = new float[20 * frames];
        stft.Forward(signal, 0, frames, 20, lowRe, lowIm, frames);
        Assert.Equal(re[..(20 * frames)], lowRe);
    }

    [Fact]
    public void Signals_shorter_than_half_a_frame_are_mirrored_again_and_again()
    {
        var stft = new Stft(new() { FrameLength = 16, Hop = 4, Window = StftWindow.Rectangular });
        var re = new float[stft.Bins];
        var im = new float[stft.Bins];
        stft.Forward([1, 2, 3], re, im);
        // -8..7 of 1 2 3 2 1 2 3 2 1 ...: each run of four sums to 8
        Assert.Equal(32, re[0], 1e-5f);
        stft.Forward([1], re, im);
        Assert.Equal(16, re[0], 1e-5f);
    }

    [Fact]
    public void Nothing_is_allocated_after_construction()
    {
        var stft = new Stft(new() { FrameLength = 256, Hop = 64 });
        var signal = FftTests.Noise(4000, 5);
        int frames = stft.FrameCount(4000);
        var re = new float[stft.Bins * frames];
        var im = new float[stft.Bins * frames];
        stft.Forward(signal, re, im);
        stft.Inverse(re, im, signal);
        long before = GC.GetAllocatedBytesForCurrentThread();
        stft.Forward(signal, re, im);
        stft.Inverse(re, im, signal);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static (double Re, double Im) Bin(
        float[] signal, int f, int b, int length, int hop, StftWindow window, bool center, bool normalized)
    {
        double re = 0;
        double im = 0;
        for (int n = 0; n < length; n++)
        {
            int at = (f * hop) + n - (center ? length / 2 : 0);
            at = at < 0 ? -at : at >= signal.Length ? (2 * (signal.Length - 1)) - at : at;
            double weight = window == StftWindow.Hann ? 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / length)) : 1;
            double value = weight * signal[at] / (normalized ? Math.Sqrt(length) : 1);
            re += value * Math.Cos(2 * Math.PI * b * n / length);
            im -= value * Math.Sin(2 * Math.PI * b * n / length);
        }

        return (re, im);
    }
}
