using Unbraid.Audio;

namespace Unbraid.Tests.Separation;

/// <summary>Songs for tests in a folder of their own: tones and seeded noise, so that every sample differs.</summary>
internal sealed class TestSong : IDisposable
{
    public TestSong() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "unbraid-test-" + Path.GetRandomFileName());

    public string Output => Path.Combine(Folder, "stems");

    /// <summary>Writes a song and gives its path.</summary>
    public async Task<string> WriteAsync(
        int frames, AudioFormat? format = null, SampleType samples = SampleType.Int16, AudioContainer container = AudioContainer.Wav, string name = "song")
    {
        var (rate, channels) = format ?? new AudioFormat(44_100, 2);
        var random = new Random(frames);
        var interleaved = new float[frames * channels];
        for (var i = 0; i < interleaved.Length; i++)
        {
            var (t, channel) = (i / channels, i % channels);
            interleaved[i] = 0.4f * MathF.Sin(2 * MathF.PI * (220 + 110 * channel) * t / rate) + 0.2f * (random.NextSingle() - 0.5f);
        }

        var path = Path.Combine(Folder, name + "." + container.ToString().ToLowerInvariant());
        await using var writer = AudioWriter.Create(path, new AudioFormat(rate, channels), new AudioEncoding(container, samples));
        await writer.WriteAsync(interleaved);
        await writer.CompleteAsync();
        return path;
    }

    public static async Task<float[]> ReadAsync(string path)
    {
        await using var reader = await AudioReader.OpenAsync(path);
        var samples = new List<float>();
        var block = new float[4096 * reader.Format.Channels];
        while (await reader.ReadAsync(block) is > 0 and var frames)
            samples.AddRange(block[..(frames * reader.Format.Channels)]);
        return [.. samples];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
