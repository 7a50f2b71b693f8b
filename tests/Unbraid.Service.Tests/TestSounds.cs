using System.Diagnostics;
using System.Net.Http.Headers;
using Unbraid.Audio;

namespace Unbraid.Service.Tests;

/// <summary>Sounds that say where they begin, files that ffmpeg makes, and ways to look into files.</summary>
internal static class TestSounds
{
    /// <summary>Smoothed noise as a 16-bit stereo WAV file.</summary>
    public static byte[] Noise(int frames, int sampleRate)
    {
        var song = TestWav.Sine((frames + 0.5) / sampleRate, sampleRate);
        var random = new Random(1);
        var low = 0.0;
        for (var i = 44; i < song.Length; i += 2)
        {
            low += 0.2 * ((random.NextDouble() * 30_000) - 15_000 - low);
            BitConverter.TryWriteBytes(song.AsSpan(i), (short)low);
        }

        return song;
    }

    public static async Task<(float[] Samples, AudioInfo Info)> ReadAsync(byte[] file)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, file);
            await using var reader = await AudioReader.OpenAsync(path);
            var all = new List<float>();
            var block = new float[4096 * reader.Format.Channels];
            while (await reader.ReadAsync(block) is var frames and > 0)
                all.AddRange(block.AsSpan(0, frames * reader.Format.Channels));
            return ([.. all], reader.Info);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Energy of the difference relative to that of the original; near 0 or above where they are shifted.</summary>
    public static double ErrorInDb(float[] original, float[] decoded) =>
        10 * Math.Log10(original.Zip(decoded, (a, b) => Math.Pow(a - b, 2)).Sum() / original.Sum(a => Math.Pow(a, 2)));

    /// <summary>A file that ffmpeg makes in this container.</summary>
    public static async Task<byte[]> FfmpegAsync(string container, params string[] arguments)
    {
        var path = Path.GetTempFileName();
        try
        {
            await RunAsync("ffmpeg", ["-nostdin", "-v", "error", .. arguments, "-f", container, "-y", path]);
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What ffprobe says, values separated by commas.</summary>
    public static async Task<string> ProbeAsync(string path, params string[] arguments) =>
        (await RunAsync("ffprobe", ["-v", "error", "-of", "csv=p=0", .. arguments, path])).Trim();

    /// <summary>Uploads a song and gives the id of the audio.</summary>
    public static async Task<string> UploadAsync(this HttpClient client, byte[] song, string name)
    {
        var content = new ByteArrayContent(song);
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = name };
        var answer = await client.PostAsync("/producer/upload", new MultipartFormDataContent { content });
        var task = await client.WaitAsync((await answer.ReadJsonAsync()).GetProperty("taskId").GetString()!);
        return task.GetProperty("result").GetProperty("audioId").GetString()!;
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
