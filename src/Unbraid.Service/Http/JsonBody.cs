using System.Text.Json;

namespace Unbraid.Service.Http;

/// <summary>
/// A JSON request body, read member by member so that every wrong one is named at once. Unknown members are ignored; those that
/// every POST takes (<see cref="ICommonMember"/>) are read here.
/// </summary>
internal sealed class JsonBody
{
    private const int MaxBytes = 64 * 1024;
    private readonly JsonElement _root;
    private readonly List<string> _errors = [];

    private JsonBody(JsonElement root) => _root = root;

    /// <exception cref="Refusal">415 if it is not said to be JSON, 413 if it is too large, 400 if it is not a JSON
    /// object.</exception>
    public static async Task<JsonBody> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new Refusal(
                StatusCodes.Status415UnsupportedMediaType,
                "Send the request as JSON with the header Content-Type: application/json.");
        var bytes = await ReadBytesAsync(request);
        try
        {
            var root = JsonElement.Parse(bytes);
            RequireText(bytes);
            if (root.ValueKind != JsonValueKind.Object)
                throw new Refusal(StatusCodes.Status400BadRequest, ["the body must be a JSON object"]);
            var body = new JsonBody(root);
            foreach (var member in request.HttpContext.RequestServices.GetServices<ICommonMember>())
                member.Read(request.HttpContext, body);
            return body;
        }
        catch (JsonException e)
        {
            var place = $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
            throw new Refusal(StatusCodes.Status400BadRequest, [$"the body is not valid JSON{Near(bytes)} ({place})"]);
        }
    }

    public string RequiredString(string member)
    {
        var value = OptionalString(member);
        if (value is null && !_errors.Exists(error => error.StartsWith($"{member} ", StringComparison.Ordinal)))
            _errors.Add($"{member} must be given");
        else if (value is { Length: 0 })
            _errors.Add($"{member} must not be empty");
        return value ?? "";
    }

    public string? OptionalString(string member) => Optional(member, JsonValueKind.String, "a string")?.GetString();

    /// <summary>A whole number of 64 bits, in whatever way it is written.</summary>
    public long? OptionalInteger(string member)
    {
        if (Optional(member, JsonValueKind.Number, "a whole number") is not { } value)
            return null;
        if (value.TryGetInt64(out var number))
            return number;
        if (value.TryGetDecimal(out var exact) && exact == decimal.Truncate(exact) && exact is >= long.MinValue and <= long.MaxValue)
            return (long)exact;
        _errors.Add($"{member} must be a whole number of at most 64 bits");
        return null;
    }

    public bool? OptionalBool(string member)
    {
        if (Find(member) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        _errors.Add($"{member} must be true or false");
        return null;
    }

    public IReadOnlyList<string>? OptionalStrings(string member)
    {
        if (Optional(member, JsonValueKind.Array, "a list of strings") is not { } list)
            return null;
        if (list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. list.EnumerateArray().Select(item => item.GetString()!)];
        _errors.Add($"{member} must be a list of strings");
        return null;
    }

    /// <summary>Adds a complaint about a member's value.</summary>
    public void Require(bool condition, string complaint)
    {
        if (!condition)
            _errors.Add(complaint);
    }

    /// <exception cref="Refusal">400 with every complaint, if there is one.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
            throw new Refusal(StatusCodes.Status400BadRequest, _errors);
    }

    private JsonElement? Optional(string member, JsonValueKind kind, string expected)
    {
        if (Find(member) is not { } value)
            return null;
        if (value.ValueKind == kind)
            return value;
        _errors.Add($"{member} must be {expected}");
        return null;
    }

    private JsonElement? Find(string member) =>
        _root.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request)
    {
        var tooLarge = new Refusal(StatusCodes.Status413PayloadTooLarge, $"A JSON body may have at most {MaxBytes} bytes.");
        if (request.ContentLength > MaxBytes)
            throw tooLarge;
        using var buffer = new MemoryStream();
        var part = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(part, request.HttpContext.RequestAborted)) > 0)
        {
            buffer.Write(part, 0, read);
            if (buffer.Length > MaxBytes)
                throw tooLarge;
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
