using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>An error as the Gemini API says it: <c>{"error":{"code","message","status","details"}}</c>, in the Interactions API
/// <c>{"error":{"code","message"}}</c> with a word for the code.</summary>
/// <param name="Code">HTTP status, or what corresponds to the word.</param>
/// <param name="Status">The word, in capitals, such as <c>RESOURCE_EXHAUSTED</c>.</param>
/// <param name="Reason">From the details, such as <c>API_KEY_INVALID</c>.</param>
/// <param name="Message">On one line, without secrets.</param>
/// <param name="Quotas">Names of the quotas that are used up, and their values.</param>
/// <param name="Wait">How long to wait before another call.</param>
internal sealed partial record LyriaFailure(
    int Code, string? Status, string? Reason, string Message, IReadOnlyList<(string Name, string? Value)> Quotas, TimeSpan? Wait)
{
    private const int LongestQuote = 200;

    public static LyriaFailure Read(HttpStatusCode status, ReadOnlySpan<byte> body, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(body));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            return Read((int)status, Member(root, "error"), key);
        }
        catch (JsonException)
        {
            return Read((int)status, default, key);
        }
    }

    /// <param name="code">The status of the answer, or null where the error stands inside one that is fine.</param>
    /// <param name="error">The member <c>error</c>.</param>
    /// <param name="key">The key that was sent; it is in no message.</param>
    public static LyriaFailure Read(int? code, JsonElement error, string key)
    {
        var word = (Text(error, "status") ?? Text(error, "code"))?.ToUpperInvariant();
        var details = Items(error, "details");
        return new LyriaFailure(
            code ?? CodeOf(word), Word(word), Word(details.Select(item => Text(item, "reason")).FirstOrDefault(reason => reason is not null)),
            Whitespace().Replace(Secrets.Redact(Text(error, "message") ?? "", key), " ").Trim(),
            [
                .. details.SelectMany(item => Items(item, "violations"))
                    .Select(item => (Name: Text(item, "quotaId") ?? Text(item, "quotaMetric") ?? "", Text(item, "quotaValue"))),
            ],
            details.Select(item => Delay(Text(item, "retryDelay"))).FirstOrDefault(delay => delay is not null));
    }

    /// <summary>A word in an answer that is otherwise fine.</summary>
    public static LyriaFailure Of(string word) => new((int)HttpStatusCode.OK, Word(word.ToUpperInvariant()), null, "", [], null);

    /// <summary>Whether the message says this, whatever its case.</summary>
    public bool Says(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a member of the request is what the error is about.</summary>
    public bool Names(string member) => Code == 400 && Regex.IsMatch(
        Message, $@"\b{member}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The message, short enough to be quoted to a client.</summary>
    public string Quote() => Message.Length <= LongestQuote ? Message : Message[..LongestQuote] + "...";

    /// <summary>For the log: code, status and reason.</summary>
    public override string ToString() => string.Join(' ', new[] { Code.ToString(CultureInfo.InvariantCulture), Status, Reason }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>After https://ai.google.dev/gemini-api/docs/api-errors.</summary>
    private static int CodeOf(string? word) => word switch
    {
        "AUTHENTICATION" => 401,
        "PAYMENT_REQUIRED" => 402,
        "PERMISSION_DENIED" => 403,
        "NOT_FOUND" or "MODEL_NOT_FOUND" => 404,
        "RATE_LIMIT_EXCEEDED" or "QUOTA_EXCEEDED" or "TOO_MANY_REQUESTS" => 429,
        "SERVICE_UNAVAILABLE" => 503,
        "DEADLINE_EXCEEDED" => 504,
        "INVALID_REQUEST" or "FAILED_PRECONDITION" or "PARAMETER_UNKNOWN" => 400,
        _ => 500,
    };

    /// <summary>A duration in Google's JSON, such as <c>22s</c> or <c>22.4s</c>.</summary>
    private static TimeSpan? Delay(string? text) =>
        text is [.. var number, 's'] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static JsonElement Member(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement item, string name) =>
        Member(item, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static List<JsonElement> Items(JsonElement item, string name) =>
        Member(item, name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : [];

    /// <summary>A word of the other side, as far as it is one.</summary>
    internal static string? Word(string? text) =>
        text is null ? null : new([.. text.Where(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_').Take(60)]);

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whitespace();
}
