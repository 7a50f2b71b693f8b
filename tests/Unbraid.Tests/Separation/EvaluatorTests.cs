using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Separation.Evaluation;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class EvaluatorTests : IDisposable
{
    private const int Rate = 8000;
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-test-").FullName;

    [Fact]
    public async Task The_mixture_over_four_is_scored_song_by_song_with_means_and_medians()
    {
        await WriteSongAsync("a", ["vocals", "drums", "bass", "other"]);
        await WriteSongAsync("b", ["vocals", "drums"]);
        using var evaluator = Evaluator.OfMixture();
        var result = await evaluator.RunAsync(_folder, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], result.Tracks.Select(track => track.Name));
        Assert.Equal(["vocals", "drums"], result.Tracks[1].Stems.Keys);
        Assert.Contains(result.Notes, note => note.StartsWith("b: has no bass", StringComparison.Ordinal));

        // Four stems of equal energy E without correlation: the error of (sum / 4) is E (9 + 3) / 16, so 10 log10 (16 / 12).
        Assert.Equal(10 * Math.Log10(16.0 / 12), result.Tracks[0].Stems["bass"].Usdr, 0.1);
        Assert.Equal(result.Tracks[0].Stems["bass"].Usdr, result.Tracks[0].Stems["bass"].Csdr, 0.1);
        Assert.Equal((result.Tracks[0].Stems["vocals"].Usdr + result.Tracks[1].Stems["vocals"].Usdr) / 2, result.Mean["vocals"].Usdr, 1e-9);
        Assert.Equal(result.Tracks[0].Stems["other"], result.Median["other"]);
    }

    [Fact]
    public async Task Json_has_tracks_with_stems_and_means_and_null_for_what_is_no_number()
    {
        await WriteSongAsync("a", ["vocals", "drums"]);
        using var evaluator = Evaluator.OfFolder(_folder);
        var result = await evaluator.RunAsync(_folder, cancellationToken: TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(result.ToJson());
        var track = json.RootElement.GetProperty("tracks")[0];
        Assert.Equal("a", track.GetProperty("name").GetString());
        var vocals = track.GetProperty("stems").GetProperty("vocals");
        Assert.InRange(vocals.GetProperty("usdr").GetDouble(), 80, 120);
        Assert.Equal(JsonValueKind.Null, vocals.GetProperty("csdr").ValueKind);
        Assert.True(vocals.TryGetProperty("sisdr", out _));
        Assert.True(json.RootElement.GetProperty("mean").GetProperty("drums").TryGetProperty("usdr", out _));
    }

    [Fact]
    public async Task A_separator_is_run_on_the_mixture()
    {
        await WriteSongAsync("a", ["vocals", "drums", "bass", "other"]);
        using var evaluator = Evaluator.OfModel(new Separator(new SplitModel(), new SeparatorOptions()));
        var result = await evaluator.RunAsync(_folder, cancellationToken: TestContext.Current.CancellationToken);

        // A share g of the sum as estimate has the error E ((1 - g)^2 + 3 g^2): for drums g = 1/2, E.
        Assert.Equal(0, result.Tracks[0].Stems["drums"].Usdr, 0.1);
    }

    [Fact]
    public async Task A_mixture_file_goes_before_the_sum()
    {
        await WriteSongAsync("a", ["vocals", "drums", "mixture"]);
        using var evaluator = Evaluator.OfMixture();
        var result = await evaluator.RunAsync(_folder, cancellationToken: TestContext.Current.CancellationToken);

        // The mixture has nothing to do with the stems here: the error is E (1 + 1/16).
        Assert.Equal(-10 * Math.Log10(1 + (1 / 16.0)), result.Tracks[0].Stems["vocals"].Usdr, 0.1);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_folder_is_named_and_the_other_songs_are_scored()
    {
        await WriteSongAsync("good", ["vocals", "drums"]);
        await WriteSongAsync("lengths", ["vocals"]);
        await WriteAsync("lengths", "drums", Rate, 999, 1);
        await WriteSongAsync("rates", ["vocals"]);
        await WriteAsync("rates", "drums", 16_000, 3 * Rate, 1);
        await WriteSongAsync("extra", ["vocals", "drums", "guitar"]);
        await WriteSongAsync("silent", ["vocals"]);
        await WriteAsync("silent", "drums", Rate, 3 * Rate, 0);
        await WriteAsync("all silent", "drums", Rate, 3 * Rate, 0);
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        Directory.CreateDirectory(Path.Combine(_folder, "text"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "text", "vocals.wav"), "words", TestContext.Current.CancellationToken);

        using var evaluator = Evaluator.OfMixture();
        var result = await evaluator.RunAsync(_folder, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["extra", "good", "silent"], result.Tracks.Select(track => track.Name));
        Assert.Equal(["vocals"], result.Tracks[2].Stems.Keys);
        AssertNote(result, "lengths", "999 frames");
        AssertNote(result, "rates", "16000 Hz");
        AssertNote(result, "extra", "guitar.wav");
        AssertNote(result, "silent", "drums is silent");
        AssertNote(result, "all silent", "no stem that sounds");
        AssertNote(result, "empty", "holds no stems");
        AssertNote(result, "text", "vocals.wav");
    }

    [Fact]
    public async Task Missing_and_misshapen_estimates_are_named()
    {
        await WriteSongAsync("songs/a", ["vocals", "drums"]);
        await WriteSongAsync("songs/b", ["vocals"]);
        await WriteSongAsync("songs/c", ["vocals"]);
        await WriteSongAsync("estimates/a", ["vocals"]);
        await WriteAsync("estimates/b", "vocals", Rate, 100, 1);
        using var evaluator = Evaluator.OfFolder(Path.Combine(_folder, "estimates"));
        var result = await evaluator.RunAsync(Path.Combine(_folder, "songs"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["vocals"], Assert.Single(result.Tracks).Stems.Keys);
        AssertNote(result, "a", "no estimate of drums");
        AssertNote(result, "b", "100 frames");
        AssertNote(result, "c", "is missing");
    }

    [Fact]
    public async Task A_folder_without_songs_is_refused()
    {
        using var evaluator = Evaluator.OfMixture();
        await Assert.ThrowsAsync<SeparationException>(() => evaluator.RunAsync(_folder));
        await Assert.ThrowsAsync<SeparationException>(() => evaluator.RunAsync(Path.Combine(_folder, "nowhere")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertNote(EvaluationResult result, string song, string text) =>
        Assert.Contains(result.Notes, note => note.StartsWith(song + ":", StringComparison.Ordinal) && note.Contains(text, StringComparison.Ordinal));

    private async Task WriteSongAsync(string song, string[] stems)
    {
        foreach (string stem in stems)
            await WriteAsync(song, stem, Rate, 3 * Rate, 0.2f);
    }

    private async Task WriteAsync(string song, string stem, int rate, int frames, float level)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, song)).FullName;
        var random = new Random(stem.Sum(c => c * 7));
        var samples = new float[frames * 2];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = level * (random.NextSingle() - 0.5f);
        await using var writer = AudioWriter.Create(
            Path.Combine(folder, stem + ".wav"), new AudioFormat(rate, 2), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await writer.WriteAsync(samples);
        await writer.CompleteAsync();
    }
}
