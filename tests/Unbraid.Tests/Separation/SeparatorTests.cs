using Unbraid.Audio;
using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class SeparatorTests : IDisposable
{
    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(9_999)]
    [InlineData(10_000)]
    [InlineData(44_100)]
    public async Task Each_stem_is_what_the_model_gives_at_every_length(int frames)
    {
        var song = await _songs.WriteAsync(frames, samples: SampleType.Float32);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

        var mixture = await TestSong.ReadAsync(song);
        Assert.Equal(["drums", "bass", "other", "vocals"], result.Stems.Keys);
        foreach (var (path, share) in result.Stems.Values.Zip(SplitModel.Shares))
        {
            var stem = await TestSong.ReadAsync(path);
            Assert.Equal(mixture.Length, stem.Length);
            Assert.InRange(LargestError(mixture.Select(sample => sample * share), stem), 0, 1e-5);
        }
    }

    /// <summary>What was subtracted from a song before the model is in one stem, not in each.</summary>
    [Theory]
    [InlineData("classic", 1)]
    [InlineData("classic", 44_100)]
    [InlineData("mini", 1)]
    [InlineData("mini", 44_100)]
    public async Task An_offset_of_the_song_is_given_back_once(string model, int frames)
    {
        var song = await _songs.WriteAsync(frames, samples: SampleType.Float32);
        var samples = await TestSong.ReadAsync(song);
        var offset = Path.Combine(_songs.Folder, "offset.wav");
        await using (var writer = AudioWriter.Create(offset, new AudioFormat(44_100, 2), new AudioEncoding(AudioContainer.Wav, SampleType.Float32)))
        {
            await writer.WriteAsync(samples.Select(sample => (0.5f * sample) + 0.2f).ToArray());
            await writer.CompleteAsync();
        }

        using var separator = Separator.Create(new SeparatorOptions { Model = model, Threads = 1 });
        var result = await separator.SeparateAsync(offset, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

        var sum = 0.0;
        foreach (var path in result.Stems.Values)
            sum += (await TestSong.ReadAsync(path)).Average(sample => (double)sample);
        var mean = (await TestSong.ReadAsync(offset)).Average(sample => (double)sample);
        Assert.Equal(mean, sum, 0.01);
        if (frames > 1)
            Assert.InRange(Math.Abs((await TestSong.ReadAsync(result.Stems["drums"])).Average(sample => (double)sample)), 0, 0.02);
    }

    /// <summary>A quiet song with an offset comes to the model at level 1 about 0, and out of it as it was.</summary>
    [Theory]
    [InlineData(22_050, 1, nameof(SongNormalization.None))]
    [InlineData(22_050, 1, nameof(SongNormalization.Unbiased))]
    [InlineData(22_050, 1, nameof(SongNormalization.Population))]
    [InlineData(22_050, 2, nameof(SongNormalization.None))]
    [InlineData(22_050, 2, nameof(SongNormalization.Unbiased))]
    [InlineData(22_050, 2, nameof(SongNormalization.Population))]
    [InlineData(44_100, 1, nameof(SongNormalization.None))]
    [InlineData(44_100, 1, nameof(SongNormalization.Unbiased))]
    [InlineData(44_100, 1, nameof(SongNormalization.Population))]
    [InlineData(44_100, 2, nameof(SongNormalization.None))]
    [InlineData(44_100, 2, nameof(SongNormalization.Unbiased))]
    [InlineData(44_100, 2, nameof(SongNormalization.Population))]
    [InlineData(48_000, 1, nameof(SongNormalization.None))]
    [InlineData(48_000, 1, nameof(SongNormalization.Unbiased))]
    [InlineData(48_000, 1, nameof(SongNormalization.Population))]
    [InlineData(48_000, 2, nameof(SongNormalization.None))]
    [InlineData(48_000, 2, nameof(SongNormalization.Unbiased))]
    [InlineData(48_000, 2, nameof(SongNormalization.Population))]
    public async Task A_song_comes_to_the_model_at_one_level_and_back_at_its_own(int rate, int channels, string name)
    {
        var normalization = Enum.Parse<SongNormalization>(name);
        const float Offset = 0.05f;
        float[] left = [.. Enumerable.Range(0, rate).Select(t => Offset + (0.02f * MathF.Sin(2 * MathF.PI * 440 * t / rate)))];
        using var song = Song.FromSamples([.. Enumerable.Repeat(left, channels)], rate);
        using var model = new SplitModel(44_100, normalization: normalization);
        using var separator = new Separator(model, new SeparatorOptions { Overlap = 0 });
        var sum = new List<float>();
        await foreach (var segment in separator.StreamAsync(song))
            sum.AddRange(Enumerable.Range(0, segment.Frames * channels).Select(i => segment.Stems.Sum(stem => stem.Span[i])));

        Assert.Equal(left.Length * channels, sum.Count);
        var inner = (rate / 10)..(rate * 9 / 10); // a resampler rings where an offset begins and ends
        Assert.InRange(LargestError(left[inner], [.. sum.Where((_, i) => i % channels == 0).Take(inner)]), 0, 1e-4);
        Assert.InRange(LargestError(left[inner], [.. sum.Where((_, i) => i % channels == channels - 1).Take(inner)]), 0, 1e-4);
        var (total, squares, count) = model.Given;
        if (normalization == SongNormalization.None)
            Assert.Equal(Offset, total / count, 1e-3);
        else
            Assert.Equal((0, 1), (Math.Round(total / count, 2), Math.Round(squares / count, 2)));
    }

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(3, 0.25)]
    [InlineData(2, 0)]
    [InlineData(4, 0.75)]
    [InlineData(0, 0.9)]
    public async Task Shifted_and_overlapping_passes_join_without_a_seam(int shifts, double overlap)
    {
        foreach (var frames in (int[])[1, 9_999, 44_100, 60_003])
        {
            var song = await _songs.WriteAsync(frames, samples: SampleType.Float32);
            // Half a second is longer than a segment here, so that whole segments lie before the song.
            using var separator = new Separator(new SplitModel(), new SeparatorOptions { Shifts = shifts, Overlap = overlap });
            var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

            var mixture = await TestSong.ReadAsync(song);
            foreach (var (path, share) in result.Stems.Values.Zip(SplitModel.Shares))
            {
                var stem = await TestSong.ReadAsync(path);
                Assert.Equal(mixture.Length, stem.Length);
                Assert.InRange(LargestError(mixture.Select(sample => sample * share), stem), 0, 1e-5);
            }
        }
    }

    [Fact]
    public async Task Shifts_move_the_segments_and_repeat_with_their_seed()
    {
        var song = await _songs.WriteAsync(60_003, samples: SampleType.Float32);
        var plain = await DrumsAsync(new SeparatorOptions());
        var shifted = await DrumsAsync(new SeparatorOptions { Shifts = 2, Seed = 5 });
        Assert.NotEqual(plain, shifted);
        Assert.Equal(shifted, await DrumsAsync(new SeparatorOptions { Shifts = 2, Seed = 5 }));
        Assert.NotEqual(shifted, await DrumsAsync(new SeparatorOptions { Shifts = 2, Seed = 6 }));

        async Task<float[]> DrumsAsync(SeparatorOptions options)
        {
            // Fades each segment in, so that the stems show where segments began.
            using var separator = new Separator(new FadingModel(), options);
            var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });
            return await TestSong.ReadAsync(result.Stems["drums"]);
        }
    }

    [Theory]
    [InlineData(8_000, 1)]
    [InlineData(22_050, 2)]
    [InlineData(48_000, 2)]
    [InlineData(96_000, 1)]
    [InlineData(192_000, 2)]
    [InlineData(44_100, 6)]
    public async Task Stems_keep_the_rate_the_length_and_the_place_in_time(int rate, int channels)
    {
        var song = await _songs.WriteAsync(rate / 2 + 7, new AudioFormat(rate, channels), SampleType.Float32);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

        await using var reader = await AudioReader.OpenAsync(result.Stems["drums"]);
        Assert.Equal(new AudioFormat(rate, Math.Min(channels, 2)), reader.Format);
        var drums = await TestSong.ReadAsync(result.Stems["drums"]);
        Assert.Equal((rate / 2 + 7) * Math.Min(channels, 2), drums.Length);
        if (channels > 2)
        {
            Assert.Contains("mixed down", Assert.Single(result.Notes), StringComparison.Ordinal);
            return;
        }

        var mixture = await TestSong.ReadAsync(song);
        Assert.Equal(0, BestLag(mixture, drums, channels));
    }

    [Fact]
    public async Task What_is_missing_of_a_song_is_said()
    {
        var song = await _songs.WriteAsync(44_100, new AudioFormat(44_100, 2), SampleType.Int16);
        var bytes = await File.ReadAllBytesAsync(song);
        await File.WriteAllBytesAsync(song, bytes[..(bytes.Length / 4)]);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Int16) });
        Assert.Equal("The file ends 0.75 s earlier than it says; it may have been cut off.", Assert.Single(result.Notes));
    }

    [Theory]
    [InlineData(AudioContainer.Wav, SampleType.Int16, 44_100, 2, SampleType.Int16)]
    [InlineData(AudioContainer.Wav, SampleType.Int24, 44_100, 2, SampleType.Int24)]
    [InlineData(AudioContainer.Wav, SampleType.Float32, 48_000, 1, SampleType.Int24)]
    [InlineData(AudioContainer.Flac, SampleType.Int16, 48_000, 2, SampleType.Int16)]
    [InlineData(AudioContainer.Flac, SampleType.Int24, 96_000, 2, SampleType.Int24)]
    public async Task Exact_stems_sum_to_the_song_to_the_last_bit(
        AudioContainer container, SampleType samples, int rate, int channels, SampleType songSamples)
    {
        var song = await _songs.WriteAsync(30_001, new AudioFormat(rate, channels), songSamples);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(container, samples), Exact = true });

        Assert.Equal(await TestSong.ReadAsync(song), await SumAsync(result.Stems.Values));
    }

    [Fact]
    public async Task One_stem_and_its_residual_sum_to_the_song()
    {
        var song = await _songs.WriteAsync(30_001);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions { Stems = ["vocals"] });
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Exact = true, Residual = true });

        Assert.Equal(["vocals", "residual"], result.Stems.Keys);
        Assert.Equal(await TestSong.ReadAsync(song), await SumAsync(result.Stems.Values));
    }

    [Fact]
    public async Task The_same_song_gives_the_same_bytes()
    {
        var song = await _songs.WriteAsync(30_001);
        byte[]? first = null;
        for (var run = 0; run < 2; run++)
        {
            using var separator = new Separator(new SplitModel(), new SeparatorOptions());
            var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output });
            var bytes = await File.ReadAllBytesAsync(result.Stems["vocals"]);
            Assert.Equal(first ?? bytes, bytes);
            first = bytes;
        }
    }

    [Fact]
    public async Task Progress_never_goes_back_and_ends_at_one()
    {
        var song = await _songs.WriteAsync(100_000);
        var reports = new List<SeparationProgress>();
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output }, new Collect(reports));

        Assert.Equal(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.Equal(1, reports[^1].Fraction);
        Assert.Equal([SeparationStage.Reading, SeparationStage.Separating, SeparationStage.Finishing], reports.Select(report => report.Stage).Distinct());
        Assert.Contains(reports, report => report.Stage == SeparationStage.Separating && report.Remaining > TimeSpan.Zero);
    }

    /// <summary>What waits to be encoded is a part of the whole that is as large as its work.</summary>
    [Theory]
    [InlineData(AudioContainer.Wav, 0.04, 0.06)]
    [InlineData(AudioContainer.Mp3, 0.35, 0.45)]
    public async Task The_share_of_writing_follows_from_the_format(AudioContainer container, double least, double most)
    {
        var song = await _songs.WriteAsync(100_000);
        var reports = new List<SeparationProgress>();
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(container) }, new Collect(reports));

        Assert.InRange(1 - reports.Last(report => report.Stage == SeparationStage.Separating).Fraction, least, most);
    }

    /// <summary>Segments take the same time each, so each is the same step, whatever of the song is final after it.</summary>
    [Theory]
    [InlineData(0.25, 0)]
    [InlineData(0.75, 0)]
    [InlineData(0.5, 3)]
    public async Task Progress_goes_in_even_steps(double overlap, int shifts)
    {
        float[] sound = new float[100_000];
        sound.AsSpan().Fill(0.1f);
        using var song = Song.FromSamples([sound], 44_100);
        foreach (var procedure in (SongProcedure[])[SongProcedure.Demucs, SongProcedure.Msst])
        {
            var reports = new List<double>();
            using var separator = new Separator(new SplitModel(procedure: procedure), new SeparatorOptions { Overlap = overlap, Shifts = shifts });
            await foreach (var segment in separator.StreamAsync(song, progress: new Relay(reports.Add)))
                Assert.True(segment.Frames > 0);

            var steps = reports.Prepend(0).Zip(reports, (before, after) => after - before).ToList();
            Assert.Equal(1, reports[^1], 1e-9);
            Assert.InRange(steps.Max() / steps.Min(), 1, Math.Max(1, shifts) + 1e-6);
        }
    }

    [Fact]
    public async Task A_cancelled_separation_leaves_nothing()
    {
        var song = await _songs.WriteAsync(100_000);
        using var cancellation = new CancellationTokenSource();
        using var separator = new Separator(new SplitModel(onSegment: segment => { if (segment == 3) cancellation.Cancel(); }), new SeparatorOptions());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output }, cancellationToken: cancellation.Token));

        Assert.False(Directory.Exists(_songs.Output));
        Assert.Equal([song], Directory.GetFileSystemEntries(_songs.Folder));
    }

    [Fact]
    public async Task A_model_that_fails_leaves_earlier_results_alone()
    {
        Directory.CreateDirectory(_songs.Output);
        var earlier = Path.Combine(_songs.Output, "vocals.wav");
        await File.WriteAllTextAsync(earlier, "kept");
        var song = await _songs.WriteAsync(100_000);
        using var separator = new Separator(new SplitModel(onSegment: _ => throw new SeparationException("no")), new SeparatorOptions());
        await Assert.ThrowsAsync<SeparationException>(() => separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output }));

        Assert.Equal([earlier], Directory.GetFileSystemEntries(_songs.Output));
        Assert.Equal("kept", await File.ReadAllTextAsync(earlier));
    }

    [Fact]
    public async Task A_song_longer_than_allowed_is_refused()
    {
        var song = await _songs.WriteAsync(100_000);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions { MaxDuration = TimeSpan.FromSeconds(1) });
        await Assert.ThrowsAsync<AudioException>(() => separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output }));
        Assert.False(Directory.Exists(_songs.Output));
    }

    [Theory]
    [InlineData(AudioContainer.Mp3, SampleType.Int16, "lossless")]
    [InlineData(AudioContainer.Flac, SampleType.Float32, "FLAC")]
    public async Task Invalid_combinations_are_refused(AudioContainer container, SampleType samples, string word)
    {
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var output = new StemOutput { Folder = _songs.Output, Encoding = new(container, samples), Exact = true };
        var error = await Assert.ThrowsAsync<SeparationException>(() => separator.SeparateAsync("unread.wav", output));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_models_and_stems_are_refused_with_the_known_ones()
    {
        var model = Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Model = "magic" }));
        Assert.Contains("classic", model.Message, StringComparison.Ordinal);
        var stem = Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Model = "classic", Stems = ["piano"] }));
        Assert.Contains("vocals", stem.Message, StringComparison.Ordinal);
    }

    private static async Task<float[]> SumAsync(IEnumerable<string> paths)
    {
        float[]? sum = null;
        foreach (var path in paths)
        {
            var stem = await TestSong.ReadAsync(path);
            sum = sum is null ? stem : [.. sum.Zip(stem, (a, b) => a + b)];
        }

        return sum!;
    }

    private static double LargestError(IEnumerable<float> expected, IEnumerable<float> actual) =>
        expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).Max();

    private static int BestLag(float[] song, float[] stem, int channels)
    {
        var middle = song.Length / channels / 2;
        return Enumerable.Range(-20, 41).MaxBy(lag =>
            Enumerable.Range(-1500, 3000).Sum(t => (double)song[(middle + t) * channels] * stem[(middle + t + lag) * channels]));
    }

    private sealed class FadingModel : ISeparationModel
    {
        public ModelSpec Spec { get; } = new() { Name = "fading", Stems = ["drums"], SegmentFrames = 30_000, Normalization = SongNormalization.None };

        public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < stems.Length; i++)
                stems[i] = mixture[i] * (i % Spec.SegmentFrames) / Spec.SegmentFrames;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Collect(List<SeparationProgress> reports) : IProgress<SeparationProgress>
    {
        public void Report(SeparationProgress value) => reports.Add(value);
    }
}
