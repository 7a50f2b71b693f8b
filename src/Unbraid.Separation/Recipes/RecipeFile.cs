using Unbraid.Separation.Sources;
using Unbraid.Separation.Yaml;

namespace Unbraid.Separation.Recipes;

/// <summary>Recipes as they are written down, in YAML or JSON.</summary>
internal static class RecipeFile
{
    private const string Folder = "recipes/", Extension = ".yaml", Song = "song";
    private const int MostSteps = 32;

    /// <summary>Names of those that come along.</summary>
    public static IReadOnlyList<string> OwnNames { get; } = [.. typeof(RecipeFile).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <exception cref="SeparationException">There is no such recipe, or the file cannot be used.</exception>
    public static Recipe Open(string nameOrPath)
    {
        if (OwnNames.Contains(nameOrPath))
            return ReadOwn(nameOrPath);
        if (!ConfigFile.IsMeant(nameOrPath))
            throw new SeparationException($"There is no recipe '{nameOrPath}'. Known recipes: {string.Join(", ", OwnNames)}; or the path of a file in YAML or JSON.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(nameOrPath))!;
        return Read(new YamlBlock(Path.GetFileName(nameOrPath), "", YamlReader.ReadFile(nameOrPath)), Path.GetFileNameWithoutExtension(nameOrPath), folder);
    }

    private static Recipe ReadOwn(string name)
    {
        using var stream = typeof(RecipeFile).Assembly.GetManifestResourceStream(Folder + name + Extension)!;
        using var reader = new StreamReader(stream);
        return Read(new YamlBlock(name + Extension, "", YamlReader.Read(reader.ReadToEnd(), name + Extension)), name, folder: "");
    }

    private static Recipe Read(YamlBlock file, string name, string folder)
    {
        if (file.Has("models"))
            throw new SeparationException($"{file.Label} is an ensemble and no recipe.") { Remedy = new Remedy(RemedyKind.GiveAsModel) };
        file.RequireKnown("a recipe", "steps", "stems");
        file.RequireKey("steps");
        var steps = file.Blocks("steps");
        return steps.Count is > 0 and <= MostSteps
            ? new Recipe(name, [.. steps.Select((step, i) => ReadStep(step, i, folder))], file.Texts("stems") is { Count: > 0 } stems ? [.. stems.Distinct()] : null)
            : throw file.Refuse("steps", $"a list of 1 to {MostSteps} steps");
    }

    private static RecipeStep ReadStep(YamlBlock step, int index, string folder)
    {
        step.RequireKnown("a step", "name", "from", "model", "config", "needs", "stems");
        return new RecipeStep
        {
            Name = step.Text("name") ?? $"{index + 1}",
            From = step.Text("from") is { } from && from != Song ? from : null,
            Model = ConfigFile.Resolve(step.Text("model"), folder),
            Config = step.Text("config") is { } config ? Path.Combine(folder, config) : null,
            Needs = step.Text("needs"),
            Stems = StemMapReader.Read(step),
        };
    }
}
