using Unbraid.Audio;

namespace Unbraid.Benchmarks;

/// <summary>A song of any length: a tone in noise.</summary>
internal static class TestSong
{
    public static async Task WriteAsync(string path, int seconds, AudioFormat format, AudioContainer container)
    {
        var random = new Random(1);
        var second = new float[format.SampleRate * format.Channels];
        for (var i = 0; i < second.Length; i++)
            second[i] = 0.3f * MathF.Sin(2 * MathF.PI * 440 * (i / format.Channels) / format.SampleRate) + 0.1f * (random.NextSingle() - 0.5f);
        await using var writer = AudioWriter.Create(path, format, new AudioEncoding(container));
        for (var i = 0; i < seconds; i++)
            await writer.WriteAsync(second);
        await writer.CompleteAsync();
    }
}
