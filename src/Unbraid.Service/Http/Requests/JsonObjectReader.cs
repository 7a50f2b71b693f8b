using System.Text.Json;
using System.Text.Unicode;

namespace Unbraid.Service.Http.Requests;

/// <summary>Reads a request body that must be one JSON object, and says where it stops being that.</summary>
internal static class JsonObjectReader
{
    private const int MaxBytes = 64 * 1024;

    /// <exception cref="Refusal">415 if it is not said to be JSON, 413 if it is too large, 400 if it is not a JSON object.</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new Refusal(
                StatusCodes.Status415UnsupportedMediaType,
                "Send the request as JSON with the header Content-Type: application/json.");
        var bytes = await ReadBytesAsync(request);
        try
        {
            var root = JsonElement.Parse(bytes);
            if (!Utf8.IsValid(bytes))
                throw new Refusal(StatusCodes.Status400BadRequest, ["the body is not UTF-8"]);
            RequireText(bytes);
            return root.ValueKind == JsonValueKind.Object
                ? root
                : throw new Refusal(StatusCodes.Status400BadRequest, ["the body must be a JSON object"]);
        }
        catch (JsonException e)
        {
            var place = $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
            throw new Refusal(StatusCodes.Status400BadRequest, [$"the body is not valid JSON{Near(bytes)} ({place})"]);
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request)
    {
        var tooLarge = new Refusal(StatusCodes.Status413PayloadTooLarge, $"A JSON body may have at most {MaxBytes} bytes.");
        if (request.ContentLength > MaxBytes)
            throw tooLarge;
        using var buffer = new MemoryStream();
        var part = new byte[4096];
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(part, request.HttpContext.RequestAborted)) > 0)
            {
                buffer.Write(part, 0, read);
                if (buffer.Length > MaxBytes)
                    throw tooLarge;
            }
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, ["the body is broken off, or not sent as the headers say"]);
        }

        return buffer.ToArray();
    }

    /// <summary>JSON can write half of a pair of surrogates, and whoever reads that as a string fails.</summary>
    private static void RequireText(byte[] bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                    reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            throw new Refusal(
                StatusCodes.Status400BadRequest, [$"the body holds half a character{Near(bytes)}, which is not text"]);
        }
    }

    /// <summary>The member in which, or after which, the text stops being JSON.</summary>
    private static string Near(byte[] bytes)
    {
        string? member = null;
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    member = reader.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // This is the place.
        }

        return member is null ? "" : $" at member \"{member}\"";
    }
}
