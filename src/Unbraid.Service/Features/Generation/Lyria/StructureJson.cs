using System.Text.Json;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>What JSON about a song tells, as far as it can be read: its layout is not written down anywhere.</summary>
internal sealed record StructureJson(double? Tempo, string? Caption, IReadOnlyList<LyriaSection> Sections)
{
    private static readonly StructureJson s_nothing = new(null, null, []);

    public static StructureJson Read(string? json)
    {
        if (json is null)
            return s_nothing;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
                return s_nothing with { Sections = SectionsIn(root) };
            var list = Find(root, JsonValueKind.Array, "sections", "structure", "segments");
            return new StructureJson(
                Find(root, JsonValueKind.Number, "bpm", "tempo") is { } tempo && tempo.GetDouble() is > 0 and < 1000 and var bpm ? bpm : null,
                Find(root, JsonValueKind.String, "caption", "description")?.GetString(),
                list is { } array ? SectionsIn(array) : []);
        }
        catch (JsonException)
        {
            return s_nothing;
        }
    }

    private static List<LyriaSection> SectionsIn(JsonElement array) =>
    [
        .. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            .Select(item => (
                Name: Find(item, JsonValueKind.String, "name", "label", "section", "type")?.GetString(),
                Start: Find(item, JsonValueKind.Number, "start", "start_time", "start_secs")?.GetDouble(),
                Description: Find(item, JsonValueKind.String, "description")?.GetString()))
            .Where(item => !string.IsNullOrWhiteSpace(item.Name))
            .Select(item => new LyriaSection(
                item.Name!, item.Start is >= 0 and < 86_400 ? TimeSpan.FromSeconds(item.Start.Value) : null, item.Description)),
    ];

    private static JsonElement? Find(JsonElement item, JsonValueKind kind, params ReadOnlySpan<string> names)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in names)
        {
            if (item.TryGetProperty(name, out var value) && value.ValueKind == kind)
                return value;
        }

        return null;
    }
}
