using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unbraid.Separation.Catalogue;

/// <summary>The catalogue as it is written down, in <c>catalogue.json</c>.</summary>
internal sealed record CatalogueFile(IReadOnlyDictionary<string, ModelLicence> Licences, IReadOnlyList<CatalogueModel> Models)
{
    private const string Resource = "catalogue.json";

    public static IReadOnlyList<CatalogueModel> Read()
    {
        using var stream = typeof(CatalogueFile).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks {Resource}.");
        var file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)
            ?? throw new InvalidOperationException($"{Resource} is empty.");
        return [.. file.Models.Select(model => model with { Licence = file.Licences[model.LicenceId] })];
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
