using Unbraid.Audio;
using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

/// <summary>Songs from files, streams and memory give the same stems.</summary>
public sealed class SongSourceTests : IDisposable
{
    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData(44_100, 2, false)]
    [InlineData(44_100, 1, false)]
    [InlineData(48_000, 2, false)]
    [InlineData(8_000, 1, true)]
    [InlineData(48_000, 2, true)]
    public async Task A_file_a_stream_and_samples_give_the_same_stems(int rate, int channels, bool residual)
    {
        var song = await _songs.WriteAsync(rate + 7, new AudioFormat(rate, channels), SampleType.Float32);
        using var separator = Separator.Create(new SeparatorOptions { Model = "classic", Threads = 1 });
        var output = new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32), Residual = residual };

        var fromFile = await ReadAsync(await separator.SeparateAsync(song, output));
        await using var stream = File.OpenRead(song);
        var fromStream = await ReadAsync(await separator.SeparateAsync(stream, output));
        using var decoded = await Song.OpenAsync(song, _songs.Folder);
        var fromDecoded = await ReadAsync(await separator.SeparateAsync(decoded, output));
        using var samples = Song.FromSamples(Planar(await TestSong.ReadAsync(song), channels), rate);
        var fromSamples = await ReadAsync(await separator.SeparateAsync(samples, output));

        Assert.Equal(residual ? 5 : 4, fromFile.Count);
        Assert.Equal(fromFile, fromStream);
        Assert.Equal(fromFile, fromDecoded);
        Assert.Equal(fromFile, fromSamples);
        Assert.Equal(["song.wav", "stems"], Directory.GetFileSystemEntries(_songs.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_stream_is_read_from_its_place_and_a_song_has_its_format_and_samples()
    {
        var path = await _songs.WriteAsync(10_001, new AudioFormat(22_050, 2), SampleType.Float32);
        using var stream = new MemoryStream([1, 2, 3, .. await File.ReadAllBytesAsync(path)]);
        stream.Position = 3;
        using var song = await Song.OpenAsync(stream, _songs.Folder);

        Assert.Equal((new AudioFormat(22_050, 2), 10_001L), (song.Format, song.Frames));
        var samples = new float[2 * 10_001];
        song.Read(0, samples);
        Assert.Equal(await TestSong.ReadAsync(path), samples);
        Assert.True(stream.CanRead);
        Assert.Equal([path], Directory.GetFileSystemEntries(_songs.Folder));
    }

    [Fact]
    public async Task A_stream_of_the_stems_needs_no_folder()
    {
        float[] left = [.. Enumerable.Range(0, 20_000).Select(i => MathF.Sin(i / 20f))];
        using var song = Song.FromSamples([left, left], 48_000);
        using var separator = Separator.Create(new SeparatorOptions { Model = "classic", Stems = ["drums"] });
        long frames = 0;
        await foreach (var segment in separator.StreamAsync(song))
        {
            Assert.Equal(frames, segment.Start);
            Assert.Equal(2 * segment.Frames, Assert.Single(segment.Stems).Length);
            frames += segment.Frames;
        }

        Assert.Equal(20_000, frames);
    }

    [Fact]
    public void Samples_that_are_no_song_are_refused()
    {
        float[] two = [0, 1];
        Assert.Throws<ArgumentException>(() => Song.FromSamples([], 44_100));
        Assert.Throws<ArgumentException>(() => Song.FromSamples([Array.Empty<float>()], 44_100));
        Assert.Throws<ArgumentException>(() => Song.FromSamples([two, two, two], 44_100));
        Assert.Throws<ArgumentException>(() => Song.FromSamples([two, new float[3]], 44_100));
        Assert.Throws<ArgumentException>(() => Song.FromSamples([two, (float[])[0, float.NaN]], 44_100));
        Assert.Throws<ArgumentException>(() => Song.FromSamples([two, (float[])[0, float.NegativeInfinity]], 44_100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Song.FromSamples([two], 7_999));
        Assert.Throws<ArgumentOutOfRangeException>(() => Song.FromSamples([two], 192_001));
    }

    /// <summary>The song at its own rate is kept only where somebody reads it.</summary>
    [Theory]
    [InlineData(48_000, false, false)]
    [InlineData(48_000, true, true)]
    [InlineData(44_100, false, true)]
    public async Task A_song_is_brought_to_the_rate_of_a_model_while_it_is_decoded(int rate, bool keeps, bool kept)
    {
        var path = await _songs.WriteAsync((2 * rate) + 5, new AudioFormat(rate, 2), SampleType.Float32);
        var spec = new SplitModel().Spec with { Normalization = SongNormalization.Unbiased };
        using var whole = await Song.OpenAsync(path, _songs.Folder);
        using var expected = ModelInput.Create(whole, spec, _songs.Folder, default);
        using var song = await SongDecoder.DecodeAsync(path, _songs.Folder, new DecodingPlan { Model = spec, KeepsSamples = keeps }, null, default);

        var prepared = song.Prepared!;
        Assert.Equal((expected.Frames, expected.Mean, expected.Scale), (prepared.Frames, prepared.Mean, prepared.Scale));
        Assert.Equal(Read(expected), Read(prepared));
        if (kept)
            song.Read(0, new float[2]);
        else
            Assert.Throws<InvalidOperationException>(() => song.Read(0, new float[2]));

        static float[] Read(ModelInput input)
        {
            // From before the song to after it.
            var frames = (int)input.Frames + 20;
            var planar = new float[2 * frames];
            input.Read(-10, frames, planar, frames);
            return planar;
        }
    }

    private static async Task<Dictionary<string, float[]>> ReadAsync(SeparationResult result)
    {
        var stems = new Dictionary<string, float[]>();
        foreach (var (stem, path) in result.Stems)
            stems.Add(stem, await TestSong.ReadAsync(path));
        return stems;
    }

    private static IReadOnlyList<ReadOnlyMemory<float>> Planar(float[] interleaved, int channels) =>
        [.. Enumerable.Range(0, channels).Select(channel => (ReadOnlyMemory<float>)interleaved.Where((_, i) => i % channels == channel).ToArray())];
}
