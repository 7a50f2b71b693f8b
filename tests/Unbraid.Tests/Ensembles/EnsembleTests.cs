using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Tests.Checkpoints;
using Unbraid.Tests.Separation;
using Xunit;

namespace Unbraid.Tests.Ensembles;

public sealed class EnsembleTests : IDisposable
{
    private const int Frame = 2048, Hop = 1024;

    private static readonly AudioEncoding s_float = new(AudioContainer.Wav, SampleType.Float32);

    private static readonly string[] s_models = ["mini", "classic", Golden.PathOf("scnet-ihf-tiny", "model.ckpt")];

    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    /// <summary>Against the stems of each model, merged here in double precision from the formulas.</summary>
    [Theory]
    [InlineData("avg_wave")]
    [InlineData("median_wave")]
    [InlineData("min_wave")]
    [InlineData("max_wave")]
    [InlineData("avg_fft")]
    [InlineData("median_fft")]
    [InlineData("min_fft")]
    [InlineData("max_fft")]
    public async Task A_merge_is_what_its_formula_says(string merge)
    {
        double[] weights = merge.StartsWith("avg", StringComparison.Ordinal) ? [3, 0.5, 1] : [1, 1, 1];
        var song = await _songs.WriteAsync(9_999, samples: SampleType.Float32);
        var alone = new List<float[]>();
        foreach (var model in s_models)
            alone.Add((await RunAsync(song, model))["drums"]);

        var merged = (await RunAsync(song, Write("blend.yaml", Text(merge, weights))))["drums"];

        Assert.Equal(alone[0].Length, merged.Length);
        for (var channel = 0; channel < 2; channel++)
        {
            double[][] inputs = [.. alone.Select(stem => stem.Where((_, i) => i % 2 == channel).Select(x => (double)x).ToArray())];
            var expected = merge.EndsWith("wave", StringComparison.Ordinal) ? Waves(merge, inputs, weights) : Spectra(merge, inputs, weights);
            var found = merged.Where((_, i) => i % 2 == channel);
            Assert.InRange(expected.Zip(found, (e, f) => Math.Abs(e - f)).Max(), 0, 2e-6);
        }
    }

    /// <summary>A song of several pieces: the pieces leave no seam.</summary>
    [Theory]
    [InlineData("avg_fft", 1e-6)]
    [InlineData("max_wave", 0)]
    public async Task A_model_merged_with_itself_is_that_model(string merge, double tolerance)
    {
        var song = await _songs.WriteAsync(150_001, new AudioFormat(44_100, 1), SampleType.Float32);
        var alone = await RunAsync(song, "classic");
        var merged = await RunAsync(song, Write("twice.yaml", $"merge: {merge}\nmodels: [{{model: classic}}, {{model: classic}}]"));

        Assert.Equal(alone.Keys, merged.Keys);
        Assert.All(alone.Keys, stem => Assert.InRange(alone[stem].Zip(merged[stem], (a, b) => Math.Abs(a - b)).Max(), 0, tolerance));
    }

    /// <summary>One model that knows four stems and one that knows two, brought to the same names; what one of them does worse is left to the other.</summary>
    [Fact]
    public async Task Stems_are_called_otherwise_added_up_and_weighed_each_for_itself()
    {
        var song = await _songs.WriteAsync(30_001, samples: SampleType.Float32);
        var four = await RunAsync(song, "classic");
        var two = await RunAsync(song, Golden.PathOf("mdx23c-tiny", "model.ckpt"));
        var file = Write("two.json", $$$"""
            {"merge": "avg_wave", "models": [
              {"model": "classic", "stems": {"voice": "vocals", "music": ["drums", "bass", "other"]}, "weights": {"music": 3}},
              {"model": "{{{Golden.PathOf("mdx23c-tiny", "model.ckpt")}}}", "stems": {"music": "other", "voice": 1}, "weights": {"voice": 0}}
            ]}
            """);
        var merged = await RunAsync(song, file);

        Assert.Equal(["voice", "music"], merged.Keys);
        Assert.Equal(four["vocals"], merged["voice"]);
        for (var i = 0; i < merged["music"].Length; i++)
            Assert.Equal((0.75 * ((double)four["drums"][i] + four["bass"][i] + four["other"][i])) + (0.25 * two["other"][i]), merged["music"][i], 1e-6);
    }

    [Fact]
    public async Task An_ensemble_is_a_model_of_a_recipe_too_and_can_be_exact()
    {
        var song = await _songs.WriteAsync(30_001);
        Write("blend.yaml", Text("min_fft", [1, 1, 1]));
        var recipe = Unbraid.Separation.Recipes.Recipe.Open(Write("recipe.yaml", "steps: [{model: blend.yaml, stems: {vocals: vocals, instrumental: rest}}]"));
        using var separator = Separator.Create(new SeparatorOptions { Recipe = recipe });
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Exact = true });

        Assert.Equal("blend", result.Model);
        var stems = new List<float[]>();
        foreach (var path in result.Stems.Values)
            stems.Add(await TestSong.ReadAsync(path));
        Assert.Equal(await TestSong.ReadAsync(song), stems[0].Zip(stems[1], (v, i) => v + i));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_songs.Output).Count());
    }

    [Theory]
    [InlineData("merge: mean\nmodels: [{model: mini}, {model: classic}]", "merge is 'mean', but must be one of avg_wave, median_wave, min_wave, max_wave, avg_fft, median_fft, min_fft, max_fft")]
    [InlineData("models: [{model: mini}, {model: classic}]", "merge is missing")]
    [InlineData("merge: avg_wave", "models is missing")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini}]", "must be a list of 2 to 32 models")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini}, {stems: [vocals]}]", "models[1].model is missing")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini, weight: 2}, {model: classic}]", "models[0].weight is nothing that a model of an ensemble has")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini, weights: -1}, {model: classic}]", "models[0].weights is -1, but must be a number from 0")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini, weights: {vocals: .nan}}, {model: classic}]", "models[0].weights.vocals is NaN, but must be a number from 0")]
    [InlineData("merge: median_wave\nmodels: [{model: mini, weights: 2}, {model: classic}]", "only avg_wave and avg_fft weigh their models")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini, weights: {voice: 2}}, {model: classic}]", "a weight of mini is for 'voice', which it does not make. Its stems: vocals, drums, bass, other.")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini, weights: {bass: 0}}, {model: classic, weights: 0}]", "no model has a weight above 0 for 'bass'")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini}, {model: classic, stems: [vocals, drums]}]", "make different stems: mini vocals, drums, bass, other; classic vocals, drums.")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini}, {model: classic, stems: [piano]}]", "Model 'classic' has no stem 'piano'")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini}, {model: other.yaml}]", "an ensemble holds no other ensemble")]
    [InlineData("merge: avg_wave\nmodels: [{model: mini}, {model: magic}]", "There is no model 'magic'")]
    [InlineData("steps: [{stems: [x]}]", "is a recipe and no ensemble")]
    [InlineData("instruments: [a, b]", "instruments is nothing that an ensemble has")]
    public void What_makes_no_sense_is_refused(string text, string complaint)
    {
        var file = Write("mine.yaml", text);
        var e = Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Model = file }));
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("mine.yaml", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ensemble_needs_no_configuration_and_has_no_other_stems()
    {
        var file = Write("blend.yaml", Text("avg_wave", [1, 1, 1]));
        Assert.Contains("needs no configuration", Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Model = file, ModelConfig = file })).Message, StringComparison.Ordinal);
        Assert.Contains("has no stem 'piano'", Assert.Throws<SeparationException>(() => Separator.Create(new SeparatorOptions { Model = file, Stems = ["piano"] })).Message, StringComparison.Ordinal);
    }

    private static string Text(string merge, double[] weights) =>
        $"merge: {merge}\nmodels: [{string.Join(", ", s_models.Zip(weights, (model, weight) => FormattableString.Invariant($"{{model: {model}, weights: {{drums: {weight}}}}}")))}]";

    private static double[] Waves(string merge, double[][] x, double[] w) =>
        [.. Enumerable.Range(0, x[0].Length).Select(i => Merge(merge, [.. x.Select(stem => (stem[i], 0.0))], w).Re)];

    private static (double Re, double Im) Merge(string merge, (double Re, double Im)[] values, double[] w) => merge.Split('_')[0] switch
    {
        "avg" => (values.Zip(w, (v, weight) => v.Re * weight).Sum() / w.Sum(), values.Zip(w, (v, weight) => v.Im * weight).Sum() / w.Sum()),
        "median" => (values.Select(v => v.Re).Order().ElementAt(1), values.Select(v => v.Im).Order().ElementAt(1)),
        "min" => values.MinBy(v => (v.Re * v.Re) + (v.Im * v.Im)),
        _ => values.MaxBy(v => (v.Re * v.Re) + (v.Im * v.Im)),
    };

    // Windowed frames from one hop before the song on, the sums of the discrete Fourier transform as they are written, and overlap-add over the squared windows.
    private static double[] Spectra(string merge, double[][] x, double[] w)
    {
        var length = x[0].Length;
        double[] window = [.. Enumerable.Range(0, Frame).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / Frame)))];
        double[] cos = [.. Enumerable.Range(0, Frame).Select(n => Math.Cos(2 * Math.PI * n / Frame))];
        double[] sin = [.. Enumerable.Range(0, Frame).Select(n => Math.Sin(2 * Math.PI * n / Frame))];
        double[] sum = new double[length], gain = new double[length];
        for (var start = -Hop; start < length; start += Hop)
        {
            double[][] frames = [.. x.Select(stem => Enumerable.Range(0, Frame).Select(n => start + n >= 0 && start + n < length ? window[n] * stem[start + n] : 0).ToArray())];
            var frame = new double[Frame];
            for (var bin = 0; bin <= Frame / 2; bin++)
            {
                (double Re, double Im)[] values = [.. frames.Select(f =>
                {
                    double re = 0, im = 0;
                    for (var n = 0; n < Frame; n++)
                    {
                        re += f[n] * cos[bin * n % Frame];
                        im -= f[n] * sin[bin * n % Frame];
                    }

                    return (re, im);
                })];
                var (a, b) = Merge(merge, values, w);
                var twice = bin is 0 or Frame / 2 ? 1.0 : 2.0;
                for (var n = 0; n < Frame; n++)
                    frame[n] += twice * ((a * cos[bin * n % Frame]) - (b * sin[bin * n % Frame])) / Frame;
            }

            for (var n = 0; n < Frame; n++)
            {
                if (start + n >= 0 && start + n < length)
                {
                    sum[start + n] += window[n] * frame[n];
                    gain[start + n] += window[n] * window[n];
                }
            }
        }

        return [.. sum.Zip(gain, (s, g) => s / g)];
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_songs.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<Dictionary<string, float[]>> RunAsync(string song, string model)
    {
        using var separator = Separator.Create(new SeparatorOptions { Model = model, Threads = 2 });
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = s_float });
        var stems = new Dictionary<string, float[]>();
        foreach (var (name, path) in result.Stems)
            stems[name] = await TestSong.ReadAsync(path);
        return stems;
    }
}
