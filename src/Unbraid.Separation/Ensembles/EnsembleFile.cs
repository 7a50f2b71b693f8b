using Unbraid.Separation.Sources;
using Unbraid.Separation.Yaml;

namespace Unbraid.Separation.Ensembles;

/// <summary>Ensembles as they are written down, in YAML or JSON.</summary>
internal static class EnsembleFile
{
    private const int MostModels = 32;
    private const double MostWeight = 1e6;

    /// <exception cref="SeparationException">The file cannot be used; the message says why.</exception>
    public static Ensemble Read(string path)
    {
        var file = new YamlBlock(Path.GetFileName(path), "", YamlReader.ReadFile(path));
        if (file.Has("steps"))
            throw new SeparationException($"{file.Label} is a recipe and no ensemble.") { Remedy = new Remedy(RemedyKind.GiveAsRecipe) };
        file.RequireKnown("an ensemble", "merge", "models");
        file.RequireKey("merge");
        file.RequireKey("models");
        if (!MergeRule.ByName.TryGetValue(file.Text("merge")!, out var rule))
            throw file.Refuse("merge", $"one of {string.Join(", ", MergeRule.ByName.Keys)}");
        var models = file.Blocks("models");
        if (models.Count is < 2 or > MostModels)
            throw file.Refuse("models", $"a list of 2 to {MostModels} models");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new Ensemble(file.Label, rule, [.. models.Select(model => ReadMember(model, rule, folder))]);
    }

    private static EnsembleMember ReadMember(YamlBlock block, MergeRule rule, string folder)
    {
        block.RequireKnown("a model of an ensemble", "model", "config", "stems", "weights");
        block.RequireKey("model");
        var model = ConfigFile.Resolve(block.Text("model"), folder)!;
        if (ConfigFile.IsMeant(model))
            throw block.Refuse("model", "a model: an ensemble holds no other ensemble");
        var perStem = block.Values.GetValueOrDefault("weights") is IReadOnlyDictionary<string, object?> named
            ? named.Keys.ToDictionary(stem => stem, stem => Weight(block.Block("weights"), stem, rule))
            : [];
        return new EnsembleMember(
            model,
            block.Text("config") is { } config ? Path.Combine(folder, config) : null,
            block.Has("stems") ? StemMapReader.Read(block) : null,
            perStem,
            perStem.Count > 0 ? 1 : Weight(block, "weights", rule));
    }

    // Only a mean can count one model more than another; to leave a model out makes sense everywhere.
    private static double Weight(YamlBlock block, string key, MergeRule rule)
    {
        var weight = block.Number(key, fallback: 1, least: 0, MostWeight);
        return rule.Value == MergeValue.Average || weight is 0 or 1
            ? weight
            : throw block.Refuse(key, "0 (leave it out) or 1: only avg_wave and avg_fft weigh their models");
    }
}
