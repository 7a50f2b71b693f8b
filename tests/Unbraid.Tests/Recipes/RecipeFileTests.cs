using Unbraid.Separation;
using Unbraid.Separation.Recipes;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Recipes;

/// <summary>What is wrong with a recipe is said in one sentence before any work.</summary>
public sealed class RecipeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("steps: [{stems: [vocals]}, {from: vocal, stems: [lead]}]", "takes the stem 'vocal' apart, which no step makes. Made are: vocals, lead.")]
    [InlineData("steps: [{name: a, from: y, stems: [x]}, {name: b, from: x, stems: [y]}, {stems: [z]}]", "runs in a circle: step 'a' needs 'y' of step 'b', step 'b' needs 'x' of step 'a'.")]
    [InlineData("steps: [{name: a, from: x, stems: {x: 1, y: rest}}]", "runs in a circle: step 'a' needs 'x' of step 'a'.")]
    [InlineData("steps: [{stems: [x]}, {stems: [x]}]", "makes the stem 'x' twice")]
    [InlineData("steps: [{name: a, stems: [x]}, {name: a, stems: [y]}]", "has two steps 'a'")]
    [InlineData("steps: [{stems: [x]}]\nstems: [y]", "is to write the stem 'y', which none of its steps makes")]
    [InlineData("steps: [{stem: [x]}]", "steps[0].stem is nothing that a step has")]
    [InlineData("setps: [{stems: [x]}]", "setps is nothing that a recipe has")]
    [InlineData("stems: [x]", "steps is missing")]
    [InlineData("steps: []", "steps is a list of 0, but must be a list of 1 to 32 steps")]
    [InlineData("steps: vocals", "must be a list of keys and values")]
    [InlineData("steps: [{model: mini}]", "steps[0].stems is missing")]
    [InlineData("steps: [{stems: []}]", "must be a list of stems")]
    [InlineData("steps: [{stems: {x: rest}}]", "not the only one")]
    [InlineData("steps: [{stems: {x: a, y: rest, z: rest}}]", "not several")]
    [InlineData("steps: [{stems: {x: [a, rest]}}]", "steps[0].stems.x is a list of 2, but must be")]
    [InlineData("steps: [{stems: {x: 0}}]", "steps[0].stems.x is 0, but must be")]
    [InlineData("steps: [{stems: {x: }}]", "steps[0].stems.x is nothing, but must be")]
    [InlineData("steps: [{stems: {../x: vocals}}]", "'../x' cannot be the name of a stem")]
    [InlineData("steps: [{stems: [residual]}]", "'residual' cannot be the name of a stem")]
    [InlineData("steps: [{stems: [x], name: 7}]", "steps[0].name is 7, but must be a text")]
    [InlineData("merge: avg_wave\nmodels: []", "is an ensemble and no recipe")]
    [InlineData("steps: [", "this is no YAML")]
    [InlineData("steps:\n\t- stems: [x]", "indented with a tab")]
    [InlineData("- a", "holds no keys and values")]
    [InlineData("", "is empty")]
    [InlineData("steps: !!python/object:os.system [x]", "the tag")]
    public void What_makes_no_sense_is_refused(string text, string complaint)
    {
        var e = Assert.Throws<SeparationException>(() => Recipe.Open(Write("mine.yaml", text)));
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
        Assert.Contains("mine", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("nosuch", "There is no recipe 'nosuch'. Known recipes: denoise, dereverb, drumkit, drumkit5, instrumental, karaoke; or the path")]
    [InlineData("nosuch.yaml", "'nosuch.yaml' cannot be read")]
    public void A_recipe_that_is_not_there_is_refused(string name, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<SeparationException>(() => Recipe.Open(name)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("steps: [{model: magic, stems: [x]}]", "Step '1' of recipe 'mine': There is no model 'magic'. Known models:")]
    [InlineData("steps: [{model: nosuch.ckpt, stems: [x]}]", "nosuch.ckpt")]
    [InlineData("steps: [{model: mini, stems: [piano]}]", "Step '1' of recipe 'mine': Model 'mini' has no stem 'piano'. Its stems: vocals, drums, bass, other.")]
    [InlineData("steps: [{model: mini, stems: {x: 5}}]", "Model 'mini' has no stem number 5. Its stems: vocals, drums, bass, other.")]
    [InlineData("steps: [{name: last, needs: a good one, stems: [x]}]", "Recipe 'mine' needs a model of yours for its step 'last': a good one.")]
    [InlineData("steps: [{model: mini, config: c.yaml, stems: [vocals]}]", "Model 'mini' needs no configuration")]
    public void A_model_that_is_missing_or_unfit_is_named_before_any_work(string text, string complaint)
    {
        var recipe = Recipe.Open(Write("mine.yaml", text));
        var e = Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Recipe = recipe }));
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_stems_and_steps_are_answered_with_the_known_ones()
    {
        var recipe = Recipe.Open("instrumental");
        var stem = Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Recipe = recipe, Model = "mini", Stems = ["drums"] }));
        Assert.Contains("Recipe 'instrumental' has no stem 'drums'. Its stems: vocals, instrumental.", stem.Message, StringComparison.Ordinal);
        var step = Assert.Throws<SeparationException>(() => recipe.WithModel("lead", "mini"));
        Assert.Contains("no step 'lead'. Its steps: vocals.", step.Message, StringComparison.Ordinal);
    }

    /// <summary>All of ours run as soon as the models they need are there.</summary>
    [Theory]
    [InlineData("instrumental", "", "", "vocals, instrumental")]
    [InlineData("karaoke", "lead", "bs-roformer-viperx-tiny/model.ckpt", "lead, backing, instrumental")]
    [InlineData("drumkit", "pieces", "hdemucs-yaml-tiny/model.th", "kick, snare, toms, cymbals")]
    [InlineData("dereverb", "dry", "bs-roformer-options-tiny/model.ckpt", "dry, reverb")]
    [InlineData("denoise", "clean", "mdx23c-target-tiny/model.ckpt", "clean, noise")]
    public void Ours_open(string name, string step, string model, string stems)
    {
        var recipe = Recipe.Open(name);
        if (name is not ("instrumental" or "drumkit"))
        {
            var e = Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Recipe = recipe, Model = "classic" }));
            Assert.Equal(recipe.Complaint, e.Message);
            Assert.Equal(new Remedy(RemedyKind.BringModel, step), e.Remedy);
        }

        if (step.Length > 0)
            recipe = recipe.WithModel(step, Golden.PathOf(model.Split('/')));
        Assert.Null(recipe.Complaint);
        using var separator = Separator.Create(new SeparatorOptions { Recipe = recipe, Model = "classic" });
        Assert.Equal(stems, string.Join(", ", separator.Stems));
    }

    [Theory]
    [InlineData("mine.json", "{\n\t\"steps\": [\n\t\t{\"model\": \"mini\", \"stems\": {\"voice\": \"vocals\", \"all but it\": \"rest\"}}\n\t]\n}")]
    [InlineData("mine.yml", "\uFEFFsteps:\r\n- model: mini\r\n  stems:\r\n    voice: vocals\r\n    all but it: rest\r\n")]
    public void Json_and_byte_order_marks_are_read(string file, string text) => Assert.Equal(["voice", "all but it"], Recipe.Open(Write(file, text)).Stems);

    [Fact]
    public void Paths_in_a_recipe_count_from_its_folder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        foreach (var file in (string[])["model.ckpt", "config.yaml"])
            File.Copy(Golden.PathOf("mdx23c-tiny", file), Path.Combine(_folder, "models", file == "config.yaml" ? "mine.cfg" : file));
        var recipe = Recipe.Open(Write("mine.yaml", "steps: [{model: models/model.ckpt, config: models/mine.cfg, stems: [vocals]}]"));
        using var separator = Separator.Create(new SeparatorOptions { Recipe = recipe });
        Assert.Equal(["vocals"], separator.Stems);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
