using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unbraid.Service.Features.Generation.Lyria;

// The members of Gemini's generateContent that are used here; all others are ignored.
internal sealed record WireAnswer(WirePromptFeedback? PromptFeedback, IReadOnlyList<WireCandidate?>? Candidates, string? ModelVersion, string? ResponseId);

internal sealed record WirePromptFeedback(string? BlockReason, string? BlockReasonMessage);

internal sealed record WireCandidate(WireContent? Content, string? FinishReason, string? FinishMessage);

internal sealed record WireContent(IReadOnlyList<WirePart?>? Parts);

/// <param name="Thought">Whether the part is about the work and not the work.</param>
internal sealed record WirePart(string? Text, WireBlob? InlineData, bool? Thought);

/// <param name="MimeType">What the sender takes it for.</param>
/// <param name="Data">A string in base64, decoded where it lies: it is nearly all of the answer.</param>
internal sealed record WireBlob(string? MimeType, JsonElement Data);

internal sealed record WireFailure(WireError? Error);

internal sealed record WireError(string? Message, IReadOnlyList<WireDetail?>? Details);

/// <summary>A detail of any of Google's kinds: <c>RetryInfo</c> has a delay, <c>ErrorInfo</c> a reason.</summary>
internal sealed record WireDetail(string? RetryDelay, string? Reason);

/// <summary>What goes over the wire to Lyria.</summary>
internal static class LyriaWire
{
    public static byte[] Write(LyriaRequest request)
    {
        var parts = new JsonArray(new JsonObject { ["text"] = request.Text() });
        if (request.Image is { } image)
        {
            parts.Add(new JsonObject
            {
                ["inlineData"] = new JsonObject
                {
                    ["mimeType"] = image.MediaType,
                    ["data"] = Convert.ToBase64String(image.Content.Span),
                },
            });
        }

        var generation = new JsonObject { ["responseModalities"] = new JsonArray("AUDIO", "TEXT") };
        if (request.Seed is { } seed)
            generation["seed"] = seed;
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["contents"] = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = parts }),
            ["generationConfig"] = generation,
        });
    }

    public static T? Read<T>(ReadOnlySpan<byte> body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
