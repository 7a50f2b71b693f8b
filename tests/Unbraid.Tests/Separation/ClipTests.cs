using Unbraid.Audio;
using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

/// <summary>What becomes of stems that are louder than their files can hold.</summary>
public sealed class ClipTests : IDisposable
{
    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData(AudioContainer.Wav, SampleType.Int16, 4 * 3f / 32768)]
    [InlineData(AudioContainer.Wav, SampleType.Int24, 4 * 1f / 8388608)]
    [InlineData(AudioContainer.Flac, SampleType.Int24, 4 * 1f / 8388608)]
    public async Task Stems_that_would_clip_get_one_gain_and_sum_to_the_song_at_that_level(AudioContainer container, SampleType samples, float rounding)
    {
        var song = await LoudAsync(5);
        var result = await SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(container, samples), Residual = true });

        var gain = Math.Pow(10, result.GainDb / 20);
        Assert.True(result.GainDb < 0 && Math.Abs((result.GainDb * 10) - Math.Round(result.GainDb * 10)) < 1e-9, $"A gain of {result.GainDb} dB.");
        var mixture = await TestSong.ReadAsync(song);
        var sum = new double[mixture.Length];
        var peak = 0f;
        foreach (var (path, share) in result.Stems.Values.Zip([.. SplitModel.Shares, 0]))
        {
            var stem = await TestSong.ReadAsync(path);
            Assert.Equal(mixture.Length, stem.Length);
            for (var i = 0; i < stem.Length; i++)
            {
                sum[i] += stem[i] / gain;
                Assert.Equal(mixture[i] * share, stem[i] / gain, rounding / gain);
            }

            peak = Math.Max(peak, stem.Max(Math.Abs));
        }

        Assert.InRange(peak, 0.98f, 0.9999f);
        for (var i = 0; i < sum.Length; i++)
            Assert.Equal(mixture[i], sum[i], 2 * rounding / gain);
        Assert.Equal(
            $"All stems are {-result.GainDb:0.0} dB softer than in the song, by one gain, because the loudest would have clipped; WAV with 32-bit floats keeps the level.",
            Assert.Single(result.Notes));
    }

    [Theory]
    [InlineData(AudioContainer.Mp3)]
    [InlineData(AudioContainer.M4a)]
    public async Task Lossy_files_get_the_gain_too(AudioContainer container)
    {
        var result = await SeparateAsync(await LoudAsync(5), new StemOutput { Folder = _songs.Output, Encoding = new(container) });
        Assert.InRange(result.GainDb, -6, -1);
        Assert.Contains("by one gain", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AudioContainer.Wav, SampleType.Int16)]
    [InlineData(AudioContainer.Flac, SampleType.Int24)]
    [InlineData(AudioContainer.Mp3, SampleType.Int16)]
    public async Task Where_nothing_clips_all_modes_write_the_same_bytes(AudioContainer container, SampleType samples)
    {
        var song = await _songs.WriteAsync(70_001);
        byte[]? first = null;
        foreach (var mode in Enum.GetValues<ClipMode>())
        {
            var result = await SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(container, samples), Clip = mode });
            Assert.Empty(result.Notes);
            Assert.Equal(0, result.GainDb);
            var bytes = await File.ReadAllBytesAsync(result.Stems["other"]);
            Assert.Equal(first ?? bytes, bytes);
            first = bytes;
        }
    }

    [Theory]
    [InlineData(ClipMode.Rescale, SampleType.Float32, false)]
    [InlineData(ClipMode.None, SampleType.Float32, false)]
    [InlineData(ClipMode.Clamp, SampleType.Float32, true)]
    [InlineData(ClipMode.None, SampleType.Int24, true)]
    [InlineData(ClipMode.Clamp, SampleType.Int24, true)]
    public async Task Other_modes_and_floats_keep_the_level(ClipMode mode, SampleType samples, bool cut)
    {
        var song = await LoudAsync(5);
        var result = await SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, samples), Clip = mode });

        var mixture = await TestSong.ReadAsync(song);
        var drums = await TestSong.ReadAsync(result.Stems["drums"]);
        for (var i = 0; i < drums.Length; i++)
            Assert.Equal(cut ? Math.Clamp(mixture[i] / 2, -1, 1) : mixture[i] / 2, drums[i], 1e-5f);
        Assert.Equal(0, result.GainDb);
        Assert.Equal(cut ? 1 : 0, result.Notes.Count(note => note.Contains("were cut there", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Exact_stems_keep_the_level_and_say_what_one_file_could_not_hold()
    {
        // Stems of 1.5 and -0.5 times a song within full scale.
        var song = await LoudAsync(1.6f);
        using var separator = new Separator(new LoudModel(), new SeparatorOptions());
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Int24), Exact = true });

        Assert.Equal(0, result.GainDb);
        Assert.Matches("^A stem is up to [0-9.]+ dB louder than the files can hold; what was cut of it is in another", Assert.Single(result.Notes));
        var mixture = await TestSong.ReadAsync(song);
        var (vocals, other) = (await TestSong.ReadAsync(result.Stems["vocals"]), await TestSong.ReadAsync(result.Stems["other"]));
        for (var i = 0; i < mixture.Length; i++)
            Assert.Equal(mixture[i], vocals[i] + other[i], 1f / 8388608);
    }

    [Fact]
    public async Task Nothing_is_left_when_it_is_cancelled_while_stems_are_written()
    {
        var song = await _songs.WriteAsync(200_000);
        using var cancellation = new CancellationTokenSource();
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => separator.SeparateAsync(
            song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Flac) },
            new CancelAt(SeparationStage.Finishing, cancellation), cancellation.Token));

        Assert.Equal([song], Directory.GetFileSystemEntries(_songs.Folder));
    }

    /// <summary>A song of floats whose loudest sample is about half of the factor.</summary>
    private async Task<string> LoudAsync(float factor)
    {
        var samples = await TestSong.ReadAsync(await _songs.WriteAsync(40_001, samples: SampleType.Float32));
        var path = Path.Combine(_songs.Folder, "loud.wav");
        await using var writer = AudioWriter.Create(path, new AudioFormat(44_100, 2), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await writer.WriteAsync(samples.Select(sample => sample * factor).ToArray());
        await writer.CompleteAsync();
        return path;
    }

    private static async Task<SeparationResult> SeparateAsync(string song, StemOutput output)
    {
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        return await separator.SeparateAsync(song, output);
    }

    private sealed class LoudModel : ISeparationModel
    {
        public ModelSpec Spec { get; } = new() { Name = "loud", Stems = ["vocals", "other"], SegmentFrames = 10_000, Normalization = SongNormalization.None };

        public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < mixture.Length; i++)
                (stems[i], stems[mixture.Length + i]) = (1.5f * mixture[i], -0.5f * mixture[i]);
        }

        public void Dispose()
        {
        }
    }

    private sealed class CancelAt(SeparationStage stage, CancellationTokenSource source) : IProgress<SeparationProgress>
    {
        public void Report(SeparationProgress value)
        {
            if (value.Stage == stage && value.Fraction < 1)
                source.Cancel();
        }
    }
}
