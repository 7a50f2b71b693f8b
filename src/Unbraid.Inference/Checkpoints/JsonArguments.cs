using System.Globalization;
using System.Text.Json;

namespace Unbraid.Inference.Checkpoints;

/// <summary>Constructor arguments of a network written as JSON. A text of the form "39/5" is a <see cref="Fraction"/>.</summary>
internal static class JsonArguments
{
    /// <exception cref="JsonException">The text is no JSON object.</exception>
    public static IReadOnlyDictionary<string, object?> Read(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
        return Convert(document.RootElement) as Dictionary<string, object?> ?? throw new JsonException("An object is expected.");
    }

    private static object? Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(p => p.Name).ToDictionary(p => p.Key, p => Convert(p.Last().Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Convert).ToList(),
        JsonValueKind.String => Text(element.GetString()!),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : (object)element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object Text(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && long.TryParse(text.AsSpan(0, slash), NumberStyles.None, null, out var numerator)
            && long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, null, out var denominator)
            && denominator > 0
                ? new Fraction(numerator, denominator)
                : text;
    }
}
