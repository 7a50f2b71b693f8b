using System.Diagnostics;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Benchmarks;

/// <summary>A table over formats, rates and channels: frames in and out, offset in time, and what is left of song minus exact stems.</summary>
internal static class FormatTable
{
    private const int Seconds = 3;

    private static readonly (string Extension, string[] Encoder)[] s_formats =
    [
        ("wav", ["-c:a", "pcm_u8"]),
        ("wav", ["-c:a", "pcm_s16le"]),
        ("wav", ["-c:a", "pcm_s24le"]),
        ("wav", ["-c:a", "pcm_s32le"]),
        ("wav", ["-c:a", "pcm_f32le"]),
        ("flac", ["-sample_fmt", "s16"]),
        ("mp3", ["-c:a", "libmp3lame", "-q:a", "2"]),
        ("m4a", ["-c:a", "aac", "-b:a", "192k"]),
        ("aac", ["-c:a", "aac", "-b:a", "192k"]),
        ("ogg", ["-c:a", "libvorbis", "-q:a", "6"]),
        ("opus", ["-c:a", "libopus", "-b:a", "160k"]),
        ("wma", ["-c:a", "wmav2", "-b:a", "192k"]),
        ("mp4", ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=3", "-c:v", "mpeg4", "-c:a", "aac", "-b:a", "192k"]),
    ];

    private static readonly AudioFormat[] s_shapes =
        [new(8_000, 1), new(22_050, 2), new(44_100, 1), new(44_100, 2), new(48_000, 2), new(96_000, 2), new(192_000, 1), new(48_000, 6), new(44_100, 8)];

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("unbraid-formats-").FullName;
        try
        {
            Console.WriteLine("| song | rate, channels | frames in | frames out | offset | song - exact stems: wav 16 | wav 24 | wav 32f | flac 24 |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (var (extension, encoder) in s_formats)
                await RowAsync(folder, new AudioFormat(extension == "opus" ? 48_000 : 44_100, 2), extension, encoder);
            foreach (var shape in s_shapes)
                await RowAsync(folder, shape, "wav", ["-c:a", "pcm_s24le"]);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RowAsync(string folder, AudioFormat format, string extension, string[] encoder)
    {
        var original = Path.Combine(folder, "original.wav");
        var song = Path.Combine(folder, "song." + extension);
        var samples = await WriteOriginalAsync(original, format);
        await EncodeAsync(original, song, encoder);

        var differences = new List<string>();
        long frames = 0;
        var offset = 0;
        foreach (var encoding in (AudioEncoding[])[new(AudioContainer.Wav), new(AudioContainer.Wav, SampleType.Int24), new(AudioContainer.Wav, SampleType.Float32), new(AudioContainer.Flac, SampleType.Int24)])
        {
            using var separator = Separator.Create(new SeparatorOptions { Model = "classic" });
            var result = await separator.SeparateAsync(song, new StemOutput { Folder = Path.Combine(folder, "stems"), Encoding = encoding, Exact = true });
            var sum = await SumAsync(result.Stems.Values);
            var decoded = await ReadAsync(song, result.Format.Channels);
            frames = sum.Length / result.Format.Channels;
            if (differences.Count == 0 && result.Format.SampleRate == format.SampleRate)
                offset = BestLag(samples, format.Channels, sum, result.Format.Channels);
            differences.Add(Difference(decoded, sum, encoding.Samples));
        }

        var name = extension + (encoder.FirstOrDefault(argument => argument.StartsWith("pcm_", StringComparison.Ordinal)) is { } pcm ? " " + pcm[4..] : "");
        Console.WriteLine($"| {name} | {format.SampleRate}, {format.Channels} | {samples.Length / format.Channels} | {frames} | {offset} | {string.Join(" | ", differences)} |");
    }

    /// <summary>The song as the output format holds it, minus the sum of the stems, taken in double and rounded to float.</summary>
    private static string Difference(float[] song, double[] sum, SampleType samples)
    {
        if (song.Length != sum.Length)
            return $"length {sum.Length} for {song.Length}";
        if (samples != SampleType.Float32)
        {
            var integers = new int[song.Length];
            SampleQuantizer.Quantize(song, samples, integers);
            SampleQuantizer.Dequantize(integers, samples, song);
        }

        var worst = song.Zip(sum, (a, b) => Math.Abs(a - (float)b)).Max();
        return worst == 0 ? "0" : $"{20 * Math.Log10(worst):F0} dBFS";
    }

    private static async Task<float[]> WriteOriginalAsync(string path, AudioFormat format)
    {
        var random = new Random(7);
        var samples = new float[Seconds * format.SampleRate * format.Channels + 13 * format.Channels];
        var smooth = 0f;
        for (var i = 0; i < samples.Length; i++)
        {
            var (t, channel) = (i / format.Channels, i % format.Channels);
            smooth += 0.2f * (random.NextSingle() - 0.5f - smooth);
            samples[i] = 0.3f * MathF.Sin(2 * MathF.PI * (300 + 40 * channel) * t / format.SampleRate) * MathF.Exp(-3f * (t % (format.SampleRate / 2)) / format.SampleRate) + 0.5f * smooth;
        }

        await using var writer = AudioWriter.Create(path, format, new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await writer.WriteAsync(samples);
        await writer.CompleteAsync();
        return samples;
    }

    private static async Task EncodeAsync(string original, string song, string[] encoder)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-y", "-i", original, .. encoder, song]))!;
        await ffmpeg.WaitForExitAsync();
        if (ffmpeg.ExitCode != 0)
            throw new InvalidOperationException($"ffmpeg could not make {Path.GetFileName(song)}.");
    }

    private static async Task<float[]> ReadAsync(string path, int channels)
    {
        await using var reader = await AudioReader.OpenAsync(path, new AudioReaderOptions { Channels = channels });
        var samples = new List<float>();
        var block = new float[8192 * channels];
        while (await reader.ReadAsync(block) is > 0 and var frames)
            samples.AddRange(block[..(frames * channels)]);
        return [.. samples];
    }

    private static async Task<double[]> SumAsync(IEnumerable<string> paths)
    {
        double[]? sum = null;
        foreach (var path in paths)
        {
            await using var reader = await AudioReader.OpenAsync(path);
            var stem = await ReadAsync(path, reader.Format.Channels);
            sum = sum is null ? [.. stem.Select(sample => (double)sample)] : [.. sum.Zip(stem, (a, b) => a + b)];
        }

        return sum!;
    }

    /// <summary>Lag of the stems against the original at which their mono sums agree best.</summary>
    private static int BestLag(float[] original, int channels, double[] sum, int sumChannels)
    {
        var (first, second) = (Mono(original.Select(sample => (double)sample), channels), Mono(sum, sumChannels));
        const int Reach = 3000;
        var (start, length) = (Reach, Math.Min(first.Length, second.Length) - 2 * Reach);
        return Enumerable.Range(-Reach, 2 * Reach + 1).MaxBy(lag =>
        {
            var product = 0.0;
            for (var t = start; t < start + length; t += 8)
                product += first[t] * second[t + lag];
            return product;
        });
    }

    private static double[] Mono(IEnumerable<double> samples, int channels) => [.. samples.Chunk(channels).Select(frame => frame.Sum())];
}
