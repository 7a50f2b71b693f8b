using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Separation.Recipes;
using Unbraid.Separation.Sources;
using Unbraid.Tests.Checkpoints;
using Unbraid.Tests.Separation;
using Xunit;

namespace Unbraid.Tests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private static readonly AudioEncoding s_float = new(AudioContainer.Wav, SampleType.Float32);

    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData("classic", SampleType.Int16)]
    [InlineData("mini", SampleType.Int16)]
    [InlineData("mini", SampleType.Int24)]
    [InlineData("mini", SampleType.Float32)]
    public async Task Vocals_and_instrumental_are_the_song_exactly(string model, SampleType samples)
    {
        // Stems of 32-bit float sum exactly to a song of up to 24 bits.
        var song = await _songs.WriteAsync(30_001, samples: samples == SampleType.Int16 ? samples : SampleType.Int24);
        var stems = await RunAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, samples), Exact = true }, Recipe.Open("instrumental"), model);

        Assert.Equal(["vocals", "instrumental"], stems.Keys);
        var mixture = await TestSong.ReadAsync(song);
        Assert.Equal(mixture, stems["vocals"].Zip(stems["instrumental"], (v, i) => (float)((double)v + i)));
        Assert.Contains(stems["vocals"], sample => Math.Abs(sample) > 0.001);
    }

    [Theory]
    [InlineData("vocals", "instrumental")]
    [InlineData("drums", "no_drums")]
    public async Task Two_stems_are_what_the_model_makes_and_what_it_leaves(string stem, string rest)
    {
        var song = await _songs.WriteAsync(30_001, samples: SampleType.Float32);
        var alone = await RunAsync(song, Output("plain"), null, "mini");
        var stems = await RunAsync(song, Output("two"), Recipe.TwoStems(stem), "mini");

        Assert.Equal([stem, rest], stems.Keys);
        Assert.Equal(alone[stem], stems[stem]);
        Assert.Equal((await TestSong.ReadAsync(song)).Zip(alone[stem], (all, one) => all - one), stems[rest]);
    }

    /// <summary>Against the same steps made by hand, through files, also at another rate and in mono.</summary>
    [Theory]
    [InlineData(44_100, 2)]
    [InlineData(32_000, 1)]
    public async Task A_step_takes_apart_what_another_made(int rate, int channels)
    {
        var song = await _songs.WriteAsync(30_001, new AudioFormat(rate, channels), SampleType.Float32);
        var kit = Golden.PathOf("hdemucs-yaml-tiny", "model.th");
        var first = await RunAsync(song, Output("first"), null, "mini");
        var second = await RunAsync(Path.Combine(_songs.Folder, "first", "drums.wav"), Output("second"), null, kit);

        // Written down in the wrong order, which does not matter.
        var recipe = Recipe.Open(Write("kit.yaml", $$$"""
            steps:
              - from: drums
                model: {{{kit}}}
                stems: {kick: kick, snare: 2, metal and skin: [cymbals, toms]}
              - stems: {drums: drums, melody: [bass, other], voice: vocals}
            """));
        var stems = await RunAsync(song, Output("recipe"), recipe, "mini");

        Assert.Equal(["melody", "voice", "kick", "snare", "metal and skin"], stems.Keys);
        Assert.Equal(first["vocals"], stems["voice"]);
        Assert.Equal(first["bass"].Zip(first["other"], (b, o) => b + o), stems["melody"]);
        Assert.Equal(second["kick"], stems["kick"]);
        Assert.Equal(second["snare"], stems["snare"]);
        Assert.Equal(second["cymbals"].Zip(second["toms"], (c, t) => c + t), stems["metal and skin"]);
        Assert.Equal(["drums.wav"], Directory.EnumerateFileSystemEntries(Path.Combine(_songs.Folder, "first"), "d*").Select(Path.GetFileName));
        Assert.Equal(5, Directory.EnumerateFileSystemEntries(Path.Combine(_songs.Folder, "recipe")).Count());
    }

    [Fact]
    public async Task Steps_in_a_row_sum_to_the_song_exactly_where_nothing_is_lost_or_there_twice()
    {
        var song = await _songs.WriteAsync(30_001);
        var karaoke = Recipe.Open("karaoke").WithModel("lead", Golden.PathOf("bs-roformer-viperx-tiny", "model.ckpt"));
        var exact = new StemOutput { Folder = _songs.Output, Exact = true };
        var stems = await RunAsync(song, exact, karaoke, "classic");

        Assert.Equal(["lead", "backing", "instrumental"], stems.Keys);
        Assert.Equal(await TestSong.ReadAsync(song), Enumerable.Range(0, stems["lead"].Length).Select(i => (float)stems.Values.Sum(stem => (double)stem[i])));

        foreach (var wrong in (string[])["stems: [vocals, lead, backing, instrumental]", "stems: [lead, instrumental]"])
        {
            var recipe = Recipe.Open(Write("wrong.yaml", $$$"""
                steps:
                  - stems: {vocals: vocals, instrumental: rest}
                  - {from: vocals, model: classic, stems: {lead: vocals, backing: rest}}
                {{{wrong}}}
                """));
            var e = await Assert.ThrowsAsync<SeparationException>(() => RunAsync(song, exact, recipe, "classic"));
            Assert.Contains("residual", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Steps_that_no_wanted_stem_needs_are_left_out()
    {
        using var separator = Separator.Create(new SeparatorOptions { Recipe = Recipe.Open("karaoke"), Model = "classic", Stems = ["instrumental"] });

        Assert.Equal(["instrumental"], separator.Stems);
        Assert.Equal("classic", separator.Model);
    }

    [Fact]
    public async Task Progress_runs_once_over_all_steps_by_what_they_cost()
    {
        var song = await _songs.WriteAsync(30_001);
        var recipe = Recipe.Open(Write("long.yaml", $$$"""
            steps:
              - {model: classic, stems: {drums: drums, rest of it: rest}}
              - {model: {{{Golden.PathOf("hdemucs-yaml-tiny", "model.th")}}}, from: drums, stems: [kick, snare, cymbals, toms]}
              - {model: mini, from: rest of it, stems: [vocals, bass]}
            """));
        var reports = new List<SeparationProgress>();
        using var separator = Separator.Create(new SeparatorOptions { Recipe = recipe });
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output }, new Relay<SeparationProgress>(reports.Add));

        Assert.Equal("classic, model, mini", result.Model);
        Assert.Equal("long", result.Recipe);
        Assert.Equal(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.Equal(1, reports[^1].Fraction);

        var whole = new List<double>();
        var parts = Relay.Split(new Relay(whole.Add), [1, 3]);
        parts[0].Report(1);
        parts[1].Report(0.5);
        Assert.Equal([0.25, 0.625], whole);
    }

    [Fact]
    public void One_model_is_in_memory_at_a_time()
    {
        var read = new List<SplitModel>();
        using (var slot = new ModelSlot(1, (_, _) =>
        {
            Assert.All(read, model => Assert.True(model.Disposed));
            read.Add(new SplitModel());
            return new LoadedModel(read[^1]);
        }))
        {
            var first = slot.Load(new ModelChoice("a", null, ["vocals"]));
            Assert.Same(first, slot.Load(new ModelChoice("a", null, ["vocals"])));
            slot.Load(new ModelChoice("b", null, null));
            slot.Load(new ModelChoice("a", null, null));
            Assert.Equal([true, true, false], read.Select(model => model.Disposed));
        }

        Assert.True(read[^1].Disposed);
    }

    [Fact]
    public async Task A_recipe_that_is_broken_off_leaves_nothing()
    {
        var song = await _songs.WriteAsync(30_001);
        var recipe = Recipe.Open("karaoke").WithModel("lead", "mini");
        using var separator = Separator.Create(new SeparatorOptions { Recipe = recipe, Model = "classic" });
        using var stop = new CancellationTokenSource();
        var progress = new Relay<SeparationProgress>(report => { if (report.Fraction > 0.5) stop.Cancel(); });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output }, progress, stop.Token));
        Assert.Equal([song], Directory.EnumerateFileSystemEntries(_songs.Folder));
    }

    private StemOutput Output(string name) => new() { Folder = Path.Combine(_songs.Folder, name), Encoding = s_float };

    private string Write(string name, string text)
    {
        var path = Path.Combine(_songs.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<Dictionary<string, float[]>> RunAsync(string song, StemOutput output, Recipe? recipe, string model)
    {
        using var separator = Separator.Create(new SeparatorOptions { Recipe = recipe, Model = model, Threads = 2 });
        var result = await separator.SeparateAsync(song, output);
        var stems = new Dictionary<string, float[]>();
        foreach (var (name, path) in result.Stems)
            stems[name] = await TestSong.ReadAsync(path);
        return stems;
    }

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
