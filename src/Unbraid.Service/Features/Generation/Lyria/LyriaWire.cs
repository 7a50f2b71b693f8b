using System.Text.Json;
using System.Text.Json.Serialization;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Generation.Lyria;

// The members of generateContent that are used here; all others are ignored.
internal sealed record WireAnswer(WirePromptFeedback? PromptFeedback, IReadOnlyList<WireCandidate?>? Candidates, string? ModelVersion, string? ResponseId);

internal sealed record WirePromptFeedback(string? BlockReason);

internal sealed record WireCandidate(WireContent? Content, string? FinishReason);

internal sealed record WireContent(IReadOnlyList<WirePart?>? Parts);

/// <param name="Thought">Whether the part is about the work and not the work.</param>
internal sealed record WirePart(string? Text, WireBlob? InlineData, bool? Thought);

/// <param name="MimeType">What the sender takes it for.</param>
/// <param name="Data">A string in base64, decoded where it lies: it is nearly all of the answer.</param>
internal sealed record WireBlob(string? MimeType, JsonElement Data);

// The members of an interaction that are used here; all others are ignored.
/// <param name="Steps">Of <c>lyria-3.5</c>.</param>
/// <param name="Outputs">Of the models before it.</param>
internal sealed record WireInteraction(
    string? Id, string? Status, string? Model, IReadOnlyList<WireStep?>? Steps, IReadOnlyList<WireBlock?>? Outputs, JsonElement Error);

internal sealed record WireStep(string? Type, IReadOnlyList<WireBlock?>? Content);

internal sealed record WireBlock(string? Type, string? Text, [property: JsonPropertyName("mime_type")] string? MimeType, JsonElement Data);

/// <summary>Reads answers. No text in them keeps anything that looks like a key.</summary>
internal sealed class LyriaWire(string key)
{
    private readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new RedactedText(key) } };

    /// <returns>Null for anything else than such an answer.</returns>
    public T? Read<T>(ReadOnlySpan<byte> body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class RedactedText(string key) : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Secrets.Redact(reader.GetString()!, key) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
