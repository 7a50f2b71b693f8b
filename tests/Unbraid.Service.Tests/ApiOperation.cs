using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unbraid.Service.Tests;

/// <summary>One operation of an OpenAPI document.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonElement Definition, SchemaCheck Schemas)
{
    public string Name => $"{Method} {Path}";

    /// <summary>Whether it answers with the id of a new task.</summary>
    public bool StartsWork => Definition.GetProperty("responses").TryGetProperty("201", out _);

    public static IEnumerable<ApiOperation> All(JsonElement document)
    {
        var schemas = new SchemaCheck(document);
        return document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(member => member.Name is "get" or "post" or "put" or "patch" or "delete" or "head")
            .Select(member => new ApiOperation(member.Name.ToUpperInvariant(), path.Name, member.Value, schemas)));
    }

    public IReadOnlyList<JsonElement> Parameters(string place) =>
        Definition.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place)]
            : [];

    /// <summary>What it takes in its body of this media type; null if it takes none.</summary>
    public JsonElement? Body(string mediaType) =>
        Definition.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty(mediaType, out var media) ? media : null;

    /// <summary>The members of a JSON body, each with its schema.</summary>
    public IReadOnlyDictionary<string, JsonElement> Members(JsonElement media) =>
        Schemas.Properties(media.GetProperty("schema"));

    /// <summary>What the schema of a JSON body says against a body; members that it does not know are nobody's business.</summary>
    public IReadOnlyList<string> ComplaintsAbout(JsonElement media, JsonElement body) =>
        [.. Schemas.Complaints(media.GetProperty("schema"), body).Where(complaint => !complaint.EndsWith(SchemaCheck.Unknown, StringComparison.Ordinal))];

    /// <summary>The example that the document gives for a JSON body.</summary>
    public static JsonObject ExampleOf(JsonElement media) =>
        JsonNode.Parse((media.TryGetProperty("example", out var example) ? example : media.GetProperty("examples").EnumerateObject().First().Value.GetProperty("value")).GetRawText())!.AsObject();

    /// <summary>What about an answer is not documented.</summary>
    public async Task<string?> ComplaintAsync(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status >= 500)
            return $"answered {status}: {await response.Content.ReadAsStringAsync()}";
        if (!Definition.GetProperty("responses").TryGetProperty($"{status}", out var documented))
            return $"answered {status}, which is not documented: {await response.Content.ReadAsStringAsync()}";
        if (!documented.TryGetProperty("content", out var contents))
            return (await response.Content.ReadAsByteArrayAsync()).Length == 0 ? null : $"answered {status} with a body that is not documented";
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "none";
        if (!contents.TryGetProperty(mediaType, out var media))
            return $"answered {status} as {mediaType}, which is not documented";
        if (Method == "HEAD" || !mediaType.EndsWith("json", StringComparison.Ordinal) || !media.TryGetProperty("schema", out var schema))
            return null;
        var text = await response.Content.ReadAsStringAsync();
        using var value = JsonDocument.Parse(text);
        var complaints = Schemas.Complaints(schema, value.RootElement).ToList();
        return complaints.Count == 0 ? null : $"answered {status} with a body that {string.Join("; ", complaints)}: {text}";
    }
}
