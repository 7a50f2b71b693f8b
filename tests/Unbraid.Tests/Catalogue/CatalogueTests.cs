using System.Text.RegularExpressions;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Families;
using Unbraid.Tests.Audio;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Catalogue;

public sealed partial class CatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. ModelCatalogue.Models.Select(model => model.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_and_files_are_unique()
    {
        Assert.Distinct(ModelCatalogue.Models.Select(model => model.Name));
        Assert.Distinct(ModelCatalogue.Models.SelectMany(model => model.Files).Select(file => file.Sha256 ?? file.Name));
        Assert.DoesNotContain(ModelCatalogue.Models, model => model.Name == ModelCatalogue.Auto || ModelCatalogue.Qualities.ContainsKey(model.Name));
    }

    [Fact]
    public void Qualities_are_free_to_use_and_get_better_and_dearer()
    {
        var models = ModelCatalogue.Qualities.Values.Select(name => ModelCatalogue.Find(name)!).ToList();
        Assert.Equal(["fast", "balanced", "best"], ModelCatalogue.Qualities.Keys);
        Assert.All(models, model => Assert.False(model.Licence.NeedsConsent));
        Assert.All(models.Zip(models.Skip(1)), pair => Assert.True(pair.First.Work < pair.Second.Work));
        Assert.True(models[0].BuiltIn);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_is_said_of_a_model(string name)
    {
        var model = ModelCatalogue.Find(name)!;
        Assert.Matches("^[a-z0-9_]+$", name);
        Assert.Contains(model.Family, (string[])["HTDemucs", "HDemucs", "SCNet", "BSRoformer", "MelBandRoformer", "Mini", "Classic"]);
        Assert.NotEmpty(model.Description);
        Assert.NotEmpty(model.GoodFor);
        Assert.Distinct(model.Stems);
        Assert.Equal("https", model.Licence.Source?.Scheme);
        Assert.Equal(name.Contains("demucs", StringComparison.Ordinal), model.Licence.NeedsConsent);
        Assert.True(model.Family == "Classic" || model.Cost is { GmacPerSecond: > 0, Passes: >= 1, ShareOfProduct: > 0 and < 1 });
        Assert.True(model.BuiltIn || model.Files.Count > 0);
        foreach (var file in model.Files)
        {
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256 ?? new string('0', 64));
            Assert.True(file.Sha256 is not null || file.IsSizeExact); // something to hold the first fetch to
            Assert.Equal("https", file.Url.Scheme);
            Assert.EndsWith($"/{file.Name}", file.Url.AbsolutePath, StringComparison.Ordinal);
            Assert.InRange(file.Size, 1, 1_000_000_000);
            // The authors of Demucs put the beginning of the hash into the name.
            if (DemucsName().Match(file.Name) is { Success: true } match)
                Assert.StartsWith(match.Groups["hash"].Value, file.Sha256, StringComparison.Ordinal);
        }

        if (model.BagWeights is { } weights)
        {
            Assert.Equal(model.Checkpoints.Count, weights.Length);
            Assert.All(weights, row => Assert.Equal(model.Stems.Count, row.Length));
            Assert.All(Enumerable.Range(0, model.Stems.Count), stem => Assert.True(weights.Sum(row => row[stem]) > 0));
        }
        else
        {
            Assert.InRange(model.Checkpoints.Count, 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Figures_say_what_they_measure(string name)
    {
        var model = ModelCatalogue.Find(name)!;
        Assert.Distinct(model.Figures.Select(figure => (figure.Metric, figure.TestSet)));
        foreach (var figure in model.Figures)
        {
            Assert.Contains(figure.Metric, (string[])["cSDR", "uSDR"]);
            Assert.Contains(figure.TestSet, (string[])["MUSDB18-HQ", "Multisong", "DrumSep", "six excerpts"]);
            Assert.Equal(figure.TestSet == "six excerpts", figure.IsOurs);
            Assert.True(figure.IsOurs || figure.Source.Scheme == "https");
            Assert.Subset(model.Stems.ToHashSet(), figure.Stems.Keys.ToHashSet());
            Assert.All(figure.Stems.Values, dB => Assert.InRange(dB, 0m, 20m));
        }
    }

    [Fact]
    public void Models_with_the_same_stems_stand_in_the_order_of_their_figures()
    {
        var means = ModelCatalogue.Models
            .Select(model => model.Figures.FirstOrDefault(figure => figure is { Metric: "uSDR", TestSet: "Multisong", Stems.Count: 4 })?.Mean)
            .OfType<decimal>().ToArray();
        Assert.True(means.Length >= 4);
        Assert.All(means.Zip(means.Skip(1)), pair => Assert.True(pair.First > pair.Second - 0.1m));
    }

    [Fact]
    public void The_built_in_model_is_what_auto_means_on_a_bare_machine()
    {
        var store = Store();
        Assert.True(ModelCatalogue.Best(store).BuiltIn);
        var loaded = ModelCatalogue.Load(ModelCatalogue.Auto, new ModelRequest(null, 1), store);
        using var model = loaded.Model;
        Assert.Equal(ModelCatalogue.Best(store).Stems, model.Spec.Stems);
        Assert.Empty(loaded.Notes);
    }

    [Fact]
    public void Auto_passes_over_models_that_do_not_open_and_says_so()
    {
        var store = Store();
        foreach (var name in (string[])["htdemucs_ft", "scnet"])
            Install(store, name, "not a checkpoint");
        var loaded = ModelCatalogue.Load(ModelCatalogue.Auto, new ModelRequest(null, 1), store);
        using var model = loaded.Model;
        Assert.Equal("mini", model.Spec.Name);
        Assert.Equal(2, loaded.Notes.Count);
        Assert.All((string[])["htdemucs_ft", "scnet"], name => Assert.Contains(loaded.Notes, note =>
            note.Text.Contains($"'{name}' cannot be used", StringComparison.Ordinal) && note.Text.Contains("'mini' is used instead", StringComparison.Ordinal)));
        Assert.Throws<SeparationException>(() => ModelCatalogue.Load("scnet", new ModelRequest(null, 1), store));
        Assert.Throws<SeparationException>(() => ModelCatalogue.Load(ModelCatalogue.Auto, new ModelRequest(["flute"], 1), store));
    }

    [Fact]
    public void A_network_whose_installed_files_are_of_the_published_layout_opens()
    {
        var store = Store();
        var model = ModelCatalogue.Find("hdemucs_mmi")!;
        Directory.CreateDirectory(store.FolderOf(model));
        File.Copy(Golden.PathOf("hdemucs-tiny", "model-published.th"), store.PathOf(model, model.Files[0]));
        using var opened = ModelCatalogue.Load(model.Name, new ModelRequest(null, 1), store).Model;
        Assert.Equal(44 * 44_100, opened.Spec.SegmentFrames);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cost_is_that_of_the_shape_and_of_the_passes(string name)
    {
        var model = ModelCatalogue.Find(name)!;
        if (model.Configuration is not { } values)
            return;
        var config = new TrainingConfig(name, values);
        Assert.Equal(model.Stems, config.Instruments);
        Assert.Equal(config.Target ?? model.Stems[0], model.Stems[0]);
        Assert.Equal(1 / (1 - config.Overlap), model.Cost!.Passes, 1e-9);
        Assert.Equal(model.SegmentSeconds, config.Chunk is { } chunk ? chunk / 44_100.0 : config.Training.Number("segment", 0, 1, 100));
    }

    [Fact]
    public void What_takes_the_place_of_a_model_is_installed_and_takes_no_longer()
    {
        var store = Store();
        var scnet = ModelCatalogue.Find("scnet")!;
        Assert.Equal("mini", ModelCatalogue.Substitutes(scnet, store)[0].Name);
        Install(store, "scnet_xl_ihf", "");
        Install(store, "htdemucs", "");
        Install(store, "drumsep", "");
        Assert.Equal(["htdemucs", "mini", "classic"], ModelCatalogue.Substitutes(scnet, store).Select(model => model.Name));
    }

    [Fact]
    public void A_quality_whose_model_is_not_here_or_does_not_open_falls_back_and_says_so()
    {
        var store = Store();
        var missing = ModelCatalogue.Load("balanced", new ModelRequest(null, 1), store);
        missing.Model.Dispose();
        Install(store, "scnet", "not a checkpoint");
        var damaged = ModelCatalogue.Load("balanced", new ModelRequest(null, 1), store);
        damaged.Model.Dispose();
        var fast = ModelCatalogue.Load("fast", new ModelRequest(null, 1), store);
        fast.Model.Dispose();
        Assert.Equal(["mini", "mini", "mini"], new[] { missing, damaged, fast }.Select(loaded => loaded.Model.Spec.Name));
        Assert.Equal(new Remedy(RemedyKind.FetchModel, "scnet"), Assert.Single(missing.Notes).Remedy);
        Assert.Contains("cannot be used", Assert.Single(damaged.Notes).Text, StringComparison.Ordinal);
        Assert.Empty(fast.Notes);
    }

    [Fact]
    public void Auto_means_the_best_model_that_is_installed()
    {
        var store = Store();
        foreach (var model in ModelCatalogue.Models.TakeWhile(model => !model.BuiltIn).Reverse())
        {
            Directory.CreateDirectory(store.FolderOf(model));
            foreach (var file in model.Files)
            {
                Assert.NotEqual(model, ModelCatalogue.Best(store));
                File.WriteAllText(store.PathOf(model, file), "");
            }

            Assert.Equal(model, ModelCatalogue.Best(store));
        }
    }

    [Fact]
    public void A_model_that_is_not_installed_says_how_to_get_it()
    {
        var error = Assert.Throws<SeparationException>(() => ModelCatalogue.Load("htdemucs", new ModelRequest(null, 1), Store()));
        Assert.Equal(new Remedy(RemedyKind.FetchModel, "htdemucs"), error.Remedy);
        Assert.Contains("84 MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stem_that_a_model_has_not_is_refused_before_its_files_are_read()
    {
        var store = Store();
        Install(store, "htdemucs_ft", "");
        var error = Assert.Throws<SeparationException>(() => ModelCatalogue.Load("htdemucs_ft", new ModelRequest(["piano"], 1), store));
        Assert.Contains("'piano'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifying_finds_what_is_missing_and_what_is_damaged_and_removing_removes()
    {
        var store = Store();
        var model = ModelCatalogue.Find("scnet")!;
        Assert.Equal(FileState.Missing, await store.VerifyAsync(model, model.Files[0]));
        Directory.CreateDirectory(store.FolderOf(model));
        File.WriteAllText(store.PathOf(model, model.Files[0]), "not it");
        Assert.Equal(FileState.Wrong, await store.VerifyAsync(model, model.Files[0]));
        Assert.True(store.Remove(model));
        Assert.False(store.Remove(model));
        Assert.Throws<SeparationException>(() => store.Remove(ModelCatalogue.Find("classic")!));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    public void Offline_is_what_the_variable_says(string? value, bool offline) =>
        Assert.Equal(offline, ModelSettings.Read(name => name == "UNBRAID_OFFLINE" ? value : null).Offline);

    [Fact]
    public void A_mirror_is_a_web_address_with_or_without_a_slash_at_its_end()
    {
        var model = ModelCatalogue.Find("scnet")!;
        foreach (var mirror in (string[])["http://127.0.0.1:8000", "http://127.0.0.1:8000/"])
        {
            var settings = ModelSettings.Read(name => name == "UNBRAID_MODEL_MIRROR" ? mirror : null);
            Assert.Equal("http://127.0.0.1:8000/scnet/scnet_checkpoint_musdb18.ckpt", settings.SourceOf(model, model.Files[0]).ToString());
        }

        Assert.Throws<SeparationException>(() => ModelSettings.Read(name => name == "UNBRAID_MODEL_MIRROR" ? "/srv/models" : null));
    }

    [Fact]
    public void The_table_in_the_manual_is_the_catalogue()
    {
        var rows = ModelCatalogue.Models.Select(model =>
            $"| `{model.Name}` | {model.Description} | {string.Join(", ", model.Stems)} | {(model.BuiltIn ? "built in" : $"{model.Size / 1e6:0} MB")} | " +
            $"{model.Licence.Name} | {Mean(model, "uSDR", "Multisong")} | {Mean(model, "uSDR", "MUSDB18-HQ")} | {Mean(model, "cSDR", "MUSDB18-HQ")} | {model.GoodFor} |");
        var manual = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "models.md"));
        Assert.All(rows, row => Assert.Contains(row + "\n", manual, StringComparison.Ordinal));
        Assert.Equal(ModelCatalogue.Models.Count, TableRow().Count(manual));
    }

    private static string Mean(CatalogueModel model, string metric, string testSet) =>
        model.Figures.FirstOrDefault(figure => figure.Metric == metric && figure.TestSet == testSet) is { Stems.Count: var count } figure && count == model.Stems.Count
            ? $"{figure.Mean:0.00}"
            : "";

    private static void Install(ModelStore store, string name, string content)
    {
        var model = ModelCatalogue.Find(name)!;
        Directory.CreateDirectory(store.FolderOf(model));
        foreach (var file in model.Files)
            File.WriteAllText(store.PathOf(model, file), content);
    }

    private ModelStore Store() => new(new ModelSettings { Folder = _folder.Path });

    [GeneratedRegex("^[0-9a-f]{8}-(?<hash>[0-9a-f]{8})\\.th$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DemucsName();

    [GeneratedRegex("^\\| `[a-z]", RegexOptions.Multiline, 1000)]
    private static partial Regex TableRow();
}
