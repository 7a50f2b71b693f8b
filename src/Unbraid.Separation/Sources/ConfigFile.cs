using Unbraid.Separation.Loading;

namespace Unbraid.Separation.Sources;

/// <summary>Recipes and ensembles as files, and the files that they name.</summary>
internal static class ConfigFile
{
    private static readonly string[] s_extensions = [".yaml", ".yml", ".json"];

    /// <summary>Whether a name is meant as such a file.</summary>
    public static bool IsMeant(string name) => s_extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>A model that a file names: a name stays as it is, a path counts from the folder of the file.</summary>
    public static string? Resolve(string? model, string folder) => model is not null && (IsMeant(model) || ModelLoader.IsFile(model)) ? Path.Combine(folder, model) : model;
}
