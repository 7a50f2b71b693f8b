using System.Text.Json;
using System.Text.Json.Serialization;
using Unbraid.Inference.Checkpoints;

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

/// <summary>Constructor arguments as the networks read them.</summary>
internal sealed class ArgumentsConverter : JsonConverter<IReadOnlyDictionary<string, object?>>
{
    public override IReadOnlyDictionary<string, object?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonArguments.Read(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
