using System.Diagnostics;
using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>Test signals, and short ways to read and write them.</summary>
internal static class Sounds
{
    /// <summary>Smoothed noise, another in every channel, below full scale: [frames, channels].</summary>
    public static float[] Noise(int frames, int channels, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new float[frames * channels];
        for (int c = 0; c < channels; c++)
        {
            float low = 0;
            for (int t = 0; t < frames; t++)
            {
                low += 0.3f * ((float)random.NextDouble() * 1.6f - 0.8f - low);
                samples[t * channels + c] = low;
            }
        }

        return samples;
    }

    public static async Task WriteAsync(string path, float[] samples, AudioFormat format, AudioEncoding encoding, AudioTags? tags = null)
    {
        await using var writer = AudioWriter.Create(path, format, encoding, tags);
        await writer.WriteAsync(samples);
        await writer.CompleteAsync();
    }

    public static async Task<(float[] Samples, AudioFormat Format, AudioInfo Info, long Cleaned)> ReadAsync(string path, int? channels = null)
    {
        await using var reader = await AudioReader.OpenAsync(path, new AudioReaderOptions { Channels = channels });
        var all = new List<float>();
        var block = new float[5000 * reader.Format.Channels];
        while (await reader.ReadAsync(block) is var frames and > 0)
            all.AddRange(block.AsSpan(0, frames * reader.Format.Channels));
        return ([.. all], reader.Format, reader.Info, reader.CleanedSamples);
    }

    /// <summary>Runs ffmpeg itself, to make files that we do not write.</summary>
    public static async Task FfmpegAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-nostdin", "-loglevel", "error", "-y", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }

    public static float[] Channel(float[] samples, int channels, int channel) =>
        [.. Enumerable.Range(0, samples.Length / channels).Select(t => samples[t * channels + channel])];

    /// <summary>How many samples later <paramref name="decoded"/> is, by cross-correlation within ±4,000 samples.</summary>
    public static int Offset(float[] original, float[] decoded)
    {
        const int Reach = 4000, Length = 2000;
        int start = Math.Min(original.Length, decoded.Length) / 2 - Length / 2;
        double best = double.MinValue;
        int offset = int.MinValue;
        for (int shift = -Reach; shift <= Reach; shift++)
        {
            if (start + shift < 0 || start + shift + Length > decoded.Length)
                continue;
            double sum = 0;
            for (int t = 0; t < Length; t++)
                sum += original[start + t] * decoded[start + shift + t];
            if (sum > best)
                (best, offset) = (sum, shift);
        }

        return offset;
    }
}
