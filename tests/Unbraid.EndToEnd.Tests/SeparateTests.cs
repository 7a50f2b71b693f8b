using System.Text.Json;

namespace Unbraid.EndToEnd.Tests;

public sealed class SeparateTests : IDisposable
{
    private static readonly string[] s_stems = ["bass", "drums", "other", "vocals"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Paths_go_to_stdout_and_the_rest_to_stderr()
    {
        var run = (await _folder.SeparateAsync(_folder.Song("song.wav"))).Exited(0);

        Assert.Equal(s_stems.Select(stem => Path.Combine(_folder.Output, "song", stem + ".wav")), run.Output.Order(StringComparer.Ordinal));
        Assert.All(run.Output, path => Assert.True(File.Exists(path)));
        Assert.Contains("4 stems", Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.Equal(4, _folder.Written().Count);
    }

    [Fact]
    public async Task Json_has_one_object_per_song_and_line()
    {
        var input = _folder.Song("song.wav", 1.5);
        var run = (await _folder.SeparateAsync("--json", input)).Exited(0);

        var report = JsonDocument.Parse(Assert.Single(run.Output)).RootElement;
        Assert.Equal(
            ["input", "model", "durationSeconds", "elapsedSeconds", "realTimeFactor", "speed", "peakMemoryBytes", "stems", "gainDb"],
            report.EnumerateObject().Select(member => member.Name));
        Assert.Equal(input, report.GetProperty("input").GetString());
        Assert.Equal("classic", report.GetProperty("model").GetString());
        Assert.Equal(1.5, report.GetProperty("durationSeconds").GetDouble());
        Assert.Equal(0, report.GetProperty("gainDb").GetDouble());
        var elapsed = report.GetProperty("elapsedSeconds").GetDouble();
        Assert.Equal(elapsed / 1.5, report.GetProperty("realTimeFactor").GetDouble(), 0.001);
        Assert.Equal(1, report.GetProperty("speed").GetDouble() * elapsed / 1.5, 0.05);
        Assert.InRange(report.GetProperty("peakMemoryBytes").GetInt64(), 10_000_000, 10_000_000_000);
        Assert.Equal(s_stems, report.GetProperty("stems").EnumerateObject().Select(stem => stem.Name).Order(StringComparer.Ordinal));
        Assert.All(report.GetProperty("stems").EnumerateObject(), stem => Assert.True(File.Exists(stem.Value.GetString())));
    }

    [Fact]
    public async Task A_bad_song_does_not_stop_the_others()
    {
        var missing = _folder.At("missing.wav");
        var run = (await _folder.SeparateAsync("--json", _folder.Song("first.wav"), missing, _folder.Song("last.wav"))).Exited(1);

        var reports = run.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([_folder.At("first.wav"), missing, _folder.At("last.wav")], reports.Select(report => report.GetProperty("input").GetString()));
        Assert.Contains("does not exist", reports[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            s_stems.Select(stem => $"first/{stem}.wav").Concat(s_stems.Select(stem => $"last/{stem}.wav")),
            _folder.Written());
    }

    [Fact]
    public async Task A_batch_counts_and_tells_at_its_end_what_failed_and_why()
    {
        var missing = _folder.At("missing.wav");
        var run = (await _folder.SeparateAsync(_folder.Song("first.wav"), missing, _folder.Song("last.wav"))).Exited(1);

        Assert.Contains(run.Errors, line => line.Contains("last.wav (3 of 3): 4 stems", StringComparison.Ordinal));
        Assert.Equal("2 of 3 songs done, 1 failed:", run.Errors[^2]);
        Assert.Equal($"  {missing}: 'missing.wav' does not exist; check the name.", run.Errors[^1]);
    }

    [Fact]
    public async Task Files_are_named_by_a_template_and_found_again_by_it()
    {
        var song = _folder.At("song.flac");
        using (var ffmpeg = System.Diagnostics.Process.Start("ffmpeg", ["-v", "error", "-i", _folder.Song("song.wav"), "-metadata", "title=Über: \"alles\"", song]))
            await ffmpeg.WaitForExitAsync();
        string[] options = [song, "--name", "{title} - {stem}", "--format", "ogg", "--bitrate", "96"];
        (await _folder.SeparateAsync(options)).Exited(0);
        Assert.Equal(s_stems.Select(stem => $"song/Über_ _alles_ - {stem}.ogg"), _folder.Written());

        var again = (await _folder.SeparateAsync([.. options, "--skip-existing"])).Exited(0);
        Assert.Empty(again.Output);
        Assert.Contains("its stems are there already", Assert.Single(again.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_song_in_its_own_stems_place_is_not_written_over()
    {
        Directory.CreateDirectory(_folder.At("out/vocals"));
        var song = _folder.Song("out/vocals/vocals.wav");
        var before = await File.ReadAllBytesAsync(song);

        var run = (await _folder.SeparateAsync(song)).Exited(1);
        Assert.Contains(run.Errors, line => line.Contains("would be written over the song", StringComparison.Ordinal));
        Assert.Equal(before, await File.ReadAllBytesAsync(song));
        Assert.Equal(["vocals/vocals.wav"], _folder.Written());
    }

    [Fact]
    public async Task Verbose_tells_what_runs_and_when()
    {
        var song = _folder.Song("song.wav");
        var run = (await _folder.SeparateAsync(song, "--verbose", "--threads", "1")).Exited(0);

        Assert.Equal(4, run.Output.Count);
        Assert.Matches("^classic: drums, bass, other, vocals; [A-Za-z0-9]+ kernels, threads: 1$", run.Errors[0]);
        foreach (var stage in new[] { "reading", "separating", "finishing" })
            Assert.Contains(run.Errors, line => line.StartsWith($"{song}: {stage} after ", StringComparison.Ordinal));
        Assert.Contains($"{song}: 44100 Hz, 2 channels, 0.500 s", run.Errors);
    }

    [Fact]
    public async Task Songs_whose_stems_are_there_can_be_skipped()
    {
        string[] songs = [_folder.Song("first.wav"), _folder.Song("last.wav")];
        (await _folder.SeparateAsync(songs)).Exited(0);
        File.Delete(_folder.At("out/last/bass.wav"));
        File.WriteAllText(_folder.At("out/first/bass.wav"), "mine");

        var run = (await _folder.SeparateAsync([.. songs, "--skip-existing"])).Exited(0);
        Assert.All(run.Output, path => Assert.Contains("/last/", path, StringComparison.Ordinal));
        Assert.Equal(4, run.Output.Count);
        Assert.Equal("1 of 2 songs done, 1 skipped.", run.Errors[^1]);
        Assert.Equal("mine", File.ReadAllText(_folder.At("out/first/bass.wav")));

        (await _folder.SeparateAsync([.. songs, "--overwrite"])).Exited(0);
        Assert.NotEqual("mine", File.ReadAllText(_folder.At("out/first/bass.wav")));
    }

    [Fact]
    public async Task Quiet_says_only_what_went_wrong()
    {
        Assert.Empty((await _folder.SeparateAsync("--quiet", _folder.Song("first.wav"), _folder.Song("last.wav"))).Exited(0).Errors);
        Assert.Contains("does not exist", Assert.Single((await _folder.SeparateAsync("-q", _folder.At("missing.wav"))).Exited(1).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exact_stems_sum_to_the_song_to_the_last_bit()
    {
        var song = WavFile.Tones(0.7);
        WavFile.Write(_folder.At("song.wav"), song);
        var run = (await _folder.SeparateAsync("--exact", _folder.At("song.wav"))).Exited(0);

        var stems = run.Output.Select(path => WavFile.Read(File.ReadAllBytes(path))).ToList();
        Assert.Equal(song, Enumerable.Range(0, song.Length).Select(i => (short)stems.Sum(stem => stem[i])));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public async Task A_song_of_one_sample_gives_stems_of_one_sample(int frames, int channels)
    {
        WavFile.Write(_folder.At("one.wav"), new short[frames * channels].Select(_ => (short)9000).ToArray(), channels: channels);
        var run = (await _folder.SeparateAsync(_folder.At("one.wav"))).Exited(0);

        Assert.Equal(4, run.Output.Count);
        Assert.All(run.Output, path => Assert.Equal(frames * channels, WavFile.Read(File.ReadAllBytes(path)).Length));
    }

    [Fact]
    public async Task Silence_gives_silent_stems()
    {
        WavFile.Write(_folder.At("silence.wav"), new short[44_100]);
        var run = (await _folder.SeparateAsync(_folder.At("silence.wav"))).Exited(0);

        Assert.Equal(4, run.Output.Count);
        Assert.All(run.Output, path => Assert.Equal(new short[44_100], WavFile.Read(File.ReadAllBytes(path))));
    }

    [Theory]
    [InlineData(true, "dB softer than in the song, by one gain")]
    [InlineData(true, "dB softer than in the song, by one gain", "--format", "mp3")]
    [InlineData(true, "The stems are up to ", "--clip", "clamp")]
    [InlineData(true, "The stems are up to ", "--clip", "none", "--bits", "24")]
    [InlineData(true, "The stems are up to ", "--clip", "clamp", "--bits", "32f")]
    [InlineData(false, "louder", "--clip", "none", "--bits", "32f")]
    [InlineData(true, "The song is up to 6.0 dB louder", "--exact")]
    [InlineData(false, "louder", "--bits", "32f")]
    public async Task What_is_louder_than_the_files_can_hold_is_said(bool said, string sentence, params string[] options)
    {
        // Two samples alike at either end of the scale, whichever sign a meter looks at.
        var samples = new float[2 * 22_050];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (float)(-1.99 * Math.Cos(2 * Math.PI * 80 * (i / 2) / 44_100));
        WavFile.Write(_folder.At("loud.wav"), samples);
        var run = (await _folder.SeparateAsync([_folder.At("loud.wav"), .. options])).Exited(0);
        Assert.Equal(said, run.Errors.Any(line => line.Contains(sentence, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Samples_that_are_not_numbers_are_cleaned_and_mentioned()
    {
        var samples = Array.ConvertAll(WavFile.Tones(0.5), sample => sample / 32768f);
        (samples[100], samples[2001], samples[30_000], samples[40_001]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity, -3e38f);
        WavFile.Write(_folder.At("nan.wav"), samples);
        var run = (await _folder.SeparateAsync(_folder.At("nan.wav"))).Exited(0);

        Assert.Equal(4, run.Output.Count);
        Assert.Contains(run.Errors, line => line.Contains("4 samples of the song were not numbers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_in_any_language_and_of_200_bytes_are_kept()
    {
        string[] names = ["Übung – 音楽 🎵 'a b'", new string('ü', 98)];
        var run = (await _folder.SeparateAsync([.. names.Select(name => _folder.Song(name + ".wav"))])).Exited(0);

        Assert.Equal(names.SelectMany(name => s_stems.Select(stem => $"{name}/{stem}.wav")).Order(StringComparer.Ordinal), _folder.Written());
        Assert.Equal(8, run.Output.Count(File.Exists));
    }
}
