using System.Net;
using System.Text.Json;

namespace Unbraid.Client;

/// <summary>Why a request was refused (RFC 9457).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Detail">What was wrong and what to do.</param>
/// <param name="Messages">One sentence for each wrong field, or the detail alone.</param>
/// <param name="TraceId">Names the request in the service's log, if the service gave one.</param>
public sealed record Problem(HttpStatusCode Status, string Title, string Detail, IReadOnlyList<string> Messages, string? TraceId)
{
    /// <summary>Reads an error answer; of one that is not a problem document, only the status is known.</summary>
    internal static async Task<Problem> ReadAsync(HttpResponseMessage response, UnbraidClientOptions options, CancellationToken cancellationToken)
    {
        var title = response.ReasonPhrase is { Length: > 0 } reason ? reason : response.StatusCode.ToString();
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            using var patience = new Patience(options.RequestTimeout, options.Clock, cancellationToken);
            var (bytes, failure) = await patience.TryAsync(async stop => await response.Content.ReadAsByteArrayAsync(stop));
            if (failure is null && TryParse(bytes) is { } body)
                return Read(response.StatusCode, title, body);
        }

        var detail = $"The service answered {(int)response.StatusCode} {title}.";
        return new Problem(response.StatusCode, title, detail, [detail], null);
    }

    private static JsonElement? TryParse(byte[] json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Problem Read(HttpStatusCode status, string title, JsonElement body)
    {
        var detail = Text(body, "detail") ?? title;
        IReadOnlyList<string> messages = body.TryGetProperty("message", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(message => message.ToString())]
            : [detail];
        return new Problem(status, Text(body, "title") ?? title, detail, messages, Text(body, "traceId"));
    }

    private static string? Text(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
