using System.Globalization;
using System.Text;
using Unbraid.Audio;

namespace Unbraid.Benchmarks;

/// <summary>Transforms against FFTW, and the short-time transform of one segment.</summary>
internal static class FftBenchmark
{
    public static int Run()
    {
        var body = new StringBuilder()
            .AppendLine("Ours and FFTW 3 (single precision, `FFTW_MEASURE`) in turn in one process, medians of 41 rounds; ratio = ours / FFTW.").AppendLine()
            .AppendLine("| transform | ours, us | FFTW, us | ratio |").AppendLine("|---|---|---|---|");
        foreach (int length in new[] { 256, 1024, 2048, 4096, 6144, 8192 })
        {
            Real(body, length);
        }

        RealRows(body, 476, 64);
        RealRows(body, 336, 64);
        RealRows(body, 512, 64);
        Complex(body, 2048);
        Complex(body, 4096);
        Segment(body);
        ResultFile.Write("fft", "Fourier transforms", body.ToString());
        return 0;
    }

    private static void Real(StringBuilder body, int length)
    {
        var fft = new RealFft(length);
        float[] signal = Noise(length);
        var re = new float[fft.Bins];
        var im = new float[fft.Bins];
        using var forward = Fftw.Real(length);
        Row(body, $"real {length}, forward", () => fft.Forward(signal, re, im), forward.Execute);
        using var inverse = Fftw.RealInverse(length);
        Row(body, $"real {length}, inverse", () => fft.Inverse(re, im, signal), inverse.Execute);
    }

    private static void RealRows(StringBuilder body, int length, int rows)
    {
        var fft = new RealFft(length);
        float[] signal = Noise(rows * length);
        var re = new float[rows * fft.Bins];
        var im = new float[rows * fft.Bins];
        using var rival = Fftw.RealRows(length, rows);
        Row(body, $"real {length}, forward, {rows} rows", () => fft.Forward(signal, re, im), rival.Execute);
    }

    private static void Complex(StringBuilder body, int length)
    {
        var fft = new Fft(length);
        float[] re = Noise(length);
        float[] im = Noise(length);
        var outRe = new float[length];
        var outIm = new float[length];
        using var rival = Fftw.Complex(length);
        Row(body, $"complex {length}, forward", () => fft.Forward(re, im, outRe, outIm), rival.Execute);
    }

    private static void Segment(StringBuilder body)
    {
        const int Samples = 343_980;
        var stft = new Stft(new StftOptions { FrameLength = 4096, Hop = 1024, Normalized = true });
        float[] signal = Noise(Samples);
        int frames = stft.FrameCount(Samples);
        var re = new float[stft.Bins * frames];
        var im = new float[stft.Bins * frames];
        (double[] seconds, _) = Contest.Run(() => stft.Forward(signal, re, im), () => stft.Inverse(re, im, signal));
        body.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Short-time transform of one channel of 7.8 s (4096 / 1024, Hann, {frames} frames): forward {1e3 * seconds[0]:F2} ms, inverse {1e3 * seconds[1]:F2} ms.");
    }

    private static void Row(StringBuilder body, string name, Action ours, Action rival)
    {
        (double[] seconds, double[] ratios) = Contest.Run(ours, rival);
        body.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {1e6 * seconds[0]:F2} | {1e6 * seconds[1]:F2} | {ratios[1]:F2} |");
    }

    private static float[] Noise(int count)
    {
        var random = new Random(1);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return values;
    }
}
