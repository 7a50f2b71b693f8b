using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Tests.Checkpoints;
using Unbraid.Tests.Separation;
using Xunit;

namespace Unbraid.Tests.Networks;

public sealed class TrackTests : IDisposable
{
    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData("htdemucs-tiny", "model.th")]
    [InlineData("htdemucs-tiny", "model-published.th")]
    [InlineData("htdemucs6-tiny", "model-published.th")]
    public async Task A_whole_track_separated_by_a_checkpoint_file_equals_the_original(string folder, string file)
    {
        using var golden = new Golden(folder);
        var (input, _, _) = golden.Read("track.input");
        var song = await WriteAsync(input);

        using var separator = Separator.Create(new SeparatorOptions { Model = Golden.PathOf(folder, file), Threads = 2 });
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

        var planar = new List<float>();
        foreach (var path in result.Stems.Values)
        {
            var interleaved = await TestSong.ReadAsync(path);
            planar.AddRange(interleaved.Where((_, i) => i % 2 == 0));
            planar.AddRange(interleaved.Where((_, i) => i % 2 == 1));
        }

        Assert.True(SignalToNoise(golden, "track", [.. planar], [.. result.Stems.Keys], long.MaxValue, normalizes: true) >= 80);
    }

    /// <summary>
    /// By Music-Source-Separation-Training, whose result depends on how many chunks it takes at once: the last of them do not fade out, so that what is compared
    /// ends where the first of them would begin to.
    /// </summary>
    [Theory]
    [InlineData("bs-roformer-tiny", "model.ckpt", 13_230, 2, 4)]
    [InlineData("bs-roformer-viperx-tiny", "model.ckpt", 13_230, 4, 1)]
    [InlineData("bs-roformer6-tiny", "model.ckpt", 10_000, 2, 1)]
    [InlineData("bs-roformer-options-tiny", "model.ckpt", 9_216, 2, 2)]
    [InlineData("bs-polarformer-tiny", "model.ckpt", 17_640, 2, 1)]
    [InlineData("mel-band-roformer-tiny", "model.ckpt", 13_230, 2, 4)]
    [InlineData("mel-band-roformer-options-tiny", "model.ckpt", 9_216, 4, 1)]
    [InlineData("mdx23c-tiny", "model.ckpt", 16_128, 4, 1)]
    [InlineData("mdx23c-target-tiny", "model.ckpt", 11_904, 2, 2)]
    [InlineData("scnet-ihf-tiny", "model.ckpt", 26_000, 2, 2)]
    [InlineData("hdemucs-yaml-tiny", "model.th", 220_500, 4, 1)]
    [InlineData("htdemucs-yaml-tiny", "model.ckpt", 44_100, 2, 1)]
    public async Task A_whole_track_separated_by_a_file_with_its_yaml_equals_the_original(string folder, string file, int chunk, int overlap, int batch)
    {
        using var golden = new Golden(folder);
        foreach (var track in (string[])["track", "track_short"])
        {
            // Without a border nothing hides what the batch does to the first chunk.
            if (!golden.Contains($"{track}.input") || (track == "track_short" && batch > 1))
                continue;
            var (input, _, shape) = golden.Read($"{track}.input");
            var song = await WriteAsync(input, shape[1]);
            using var separator = Separator.Create(new SeparatorOptions { Model = Golden.PathOf(folder, file), Threads = 2 });
            var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

            // The rest of the song, of which nothing was recorded, comes last.
            string[] stems = [.. separator.Stems.Take(golden.Read($"{track}.output").Shape.Aggregate(1, (a, b) => a * b) / (shape[1] * shape[2]))];
            var planar = new List<float>();
            foreach (var stem in stems)
            {
                var interleaved = await TestSong.ReadAsync(result.Stems[stem]);
                for (var channel = 0; channel < shape[1]; channel++)
                    planar.AddRange(interleaved.Where((_, i) => i % shape[1] == channel));
            }

            int step = chunk / overlap, border = shape[2] > 2 * (chunk - step) ? chunk - step : 0;
            var chunks = (shape[2] + (2 * border) + step - 1) / step;
            long end = batch == 1 ? long.MaxValue : ((long)(chunks - 1) / batch * batch * step) + chunk - (chunk / 10) - border;
            var ratio = SignalToNoise(golden, track, [.. planar], stems, end, normalizes: folder == "mel-band-roformer-options-tiny");
            Assert.True(ratio >= 95, $"{track}: {ratio:0.0} dB");
        }
    }

    /// <summary>Compares the recorded samples before a place in time.</summary>
    private static double SignalToNoise(Golden golden, string track, float[] planar, string[] stems, long end, bool normalizes)
    {
        var (expected, stride, shape) = golden.Read($"{track}.output");
        var (input, _, inputShape) = golden.Read($"{track}.input");
        var frames = inputShape[2];
        Assert.Equal(shape.Aggregate(1L, (a, b) => a * b), planar.Length);
        // The originals give the song's mean back to every stem, we to "other" or in equal parts.
        var mean = normalizes ? input.Average(sample => (double)sample) : 0;
        double signal = 0, noise = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            var at = (long)i * stride;
            if (at % frames >= end)
                continue;
            var stem = stems[(int)(at / frames / inputShape[1])];
            var share = !stems.Contains("other") ? 1.0 / stems.Length : stem == "other" ? 1 : 0;
            var value = expected[i] - ((1 - share) * mean);
            signal += value * value;
            noise += (value - planar[at]) * (value - planar[at]);
        }

        return 10 * Math.Log10(signal / noise);
    }

    private async Task<string> WriteAsync(float[] planar, int channels = 2)
    {
        var frames = planar.Length / channels;
        var interleaved = new float[planar.Length];
        for (var i = 0; i < planar.Length; i++)
            interleaved[(i % frames * channels) + (i / frames)] = planar[i];

        var path = Path.Combine(_songs.Folder, "track.wav");
        await using var writer = AudioWriter.Create(path, new AudioFormat(44_100, channels), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await writer.WriteAsync(interleaved);
        await writer.CompleteAsync();
        return path;
    }
}
