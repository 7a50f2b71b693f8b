using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary>What <c>--json</c> prints of a model.</summary>
internal sealed record ModelReport
{
    public required string Name { get; init; }

    public required string Family { get; init; }

    public required string Description { get; init; }

    public required string GoodFor { get; init; }

    public required IReadOnlyList<string> Stems { get; init; }

    public required bool Installed { get; init; }

    /// <summary>Whether <c>--model auto</c> means it.</summary>
    public required bool Auto { get; init; }

    /// <summary>Where its files are, or will be; null for a model that is part of the program.</summary>
    public string? Folder { get; init; }

    public required long SizeBytes { get; init; }

    public required ModelLicence Licence { get; init; }

    public required IReadOnlyList<ModelFile> Files { get; init; }

    public required IReadOnlyList<ModelFigure> Figures { get; init; }

    /// <summary>The quality that means it, if one does.</summary>
    public string? Quality { get; init; }

    public ModelCost? Cost { get; init; }

    /// <summary>What a song of 4 minutes takes on this machine, roughly; only in the list.</summary>
    public double? SongSeconds { get; init; }

    public static ModelReport Of(CatalogueModel model, ModelStore store) => new()
    {
        Name = model.Name,
        Family = model.Family,
        Description = model.Description,
        GoodFor = model.GoodFor,
        Stems = model.Stems,
        Installed = store.IsInstalled(model),
        Auto = model == ModelCatalogue.Best(store),
        Folder = model.BuiltIn ? null : store.FolderOf(model),
        SizeBytes = model.Size,
        Licence = model.Licence,
        Files = model.Files,
        Figures = model.Figures,
        Quality = ModelCatalogue.Qualities.FirstOrDefault(quality => quality.Value == model.Name).Key,
        Cost = model.Cost,
    };

    public static string ToJson(IReadOnlyList<ModelReport> models) => JsonSerializer.Serialize(models, ModelReportJson.Readable.IReadOnlyListModelReport);

    public string ToJson() => JsonSerializer.Serialize(this, ModelReportJson.Readable.ModelReport);
}

[JsonSerializable(typeof(IReadOnlyList<ModelReport>))]
[JsonSerializable(typeof(ModelReport))]
internal sealed partial class ModelReportJson : JsonSerializerContext
{
    public static ModelReportJson Readable { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
