using System.Text.Json;
using System.Text.Json.Serialization;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Catalogue;

/// <summary>The catalogue as it is written down, in <c>catalogue.json</c>.</summary>
internal sealed record CatalogueFile(IReadOnlyDictionary<string, ModelLicence> Licences, IReadOnlyList<CatalogueModel> Models)
{
    private const string Resource = "catalogue.json", Variable = "UNBRAID_CATALOGUE";

    /// <summary>Reads the catalogue that comes along, or the one that <c>UNBRAID_CATALOGUE</c> names.</summary>
    /// <exception cref="SeparationException">The one that is named cannot be read.</exception>
    public static IReadOnlyList<CatalogueModel> Read() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? Read(path) : ReadOwn();

    internal static IReadOnlyList<CatalogueModel> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var models = Read(stream);
            var needed = ModelCatalogue.Qualities.Values.FirstOrDefault(name => models.All(model => model.Name != name));
            return needed is null ? models : throw new JsonException($"it lacks the model '{needed}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            throw new SeparationException($"The catalogue '{path}', which {Variable} names, cannot be read: {e.Message.TrimEnd('.')}.");
        }
    }

    private static IReadOnlyList<CatalogueModel> ReadOwn()
    {
        using var stream = typeof(CatalogueFile).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks {Resource}.");
        return Read(stream);
    }

    private static IReadOnlyList<CatalogueModel> Read(Stream stream)
    {
        var file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile) ?? throw new JsonException($"{Resource} is empty");
        return [.. file.Models.Select(model => model with { Licence = file.Licences[model.LicenceId] })];
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;

/// <summary>A training configuration as the networks read it.</summary>
internal sealed class ConfigurationConverter : JsonConverter<IReadOnlyDictionary<string, object?>>
{
    public override IReadOnlyDictionary<string, object?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonArguments.Read(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
