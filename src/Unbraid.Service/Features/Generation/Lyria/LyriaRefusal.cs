using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Says what an answer of another status than 200 means.</summary>
internal static partial class LyriaRefusal
{
    private const int LongestQuote = 200;

    public static LyriaException Explain(HttpStatusCode status, ReadOnlySpan<byte> body, LyriaOptions options)
    {
        var error = LyriaWire.Read<WireFailure>(body)?.Error;
        var details = (error?.Details ?? []).OfType<WireDetail>().ToList();
        if (details.Exists(detail => detail.Reason == "API_KEY_INVALID"))
            status = HttpStatusCode.Unauthorized;
        var wait = details.Select(detail => Delay(detail.RetryDelay)).FirstOrDefault(delay => delay is not null);
        return (int)status switch
        {
            401 or 403 => new(LyriaError.KeyRefused, "Lyria does not accept the service's key; the operator must look at UNBRAID_LYRIA_API_KEY."),
            404 => new(LyriaError.UnknownModel, $"Lyria has no model {options.Model}; the operator must look at UNBRAID_LYRIA_MODEL."),
            429 => new(LyriaError.QuotaExceeded, wait is { } pause
                ? $"Lyria's quota is used up; try again after {Math.Ceiling(pause.TotalSeconds)} seconds."
                : "Lyria's quota is used up; try again later.")
            {
                RetryAfter = wait,
            },
            >= 400 and < 500 => new(LyriaError.InvalidRequest, $"Lyria cannot answer the request ({(int)status}{Quote(error?.Message)})."),
            500 => new(LyriaError.Internal, "Lyria failed inside; try again later."),
            503 => new(LyriaError.Overloaded, "Lyria is overloaded; try again later.") { RetryAfter = wait },
            504 => new(LyriaError.TimedOut, "Lyria did not finish the song in its own time; it may have been billed."),
            _ => new(LyriaError.BadAnswer, $"Lyria cannot be reached: something in between answered with status {(int)status}."),
        };
    }

    /// <summary>A duration in Google's JSON, such as <c>22s</c> or <c>22.4s</c>.</summary>
    private static TimeSpan? Delay(string? text) =>
        text is [.. var number, 's'] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>What the other side said, short, on one line, and without anything that looks like a secret.</summary>
    private static string Quote(string? message)
    {
        if (string.IsNullOrWhiteSpace(message))
            return "";
        var text = Secret().Replace(Whitespace().Replace(message, " ").Trim(), "...");
        return $": {(text.Length <= LongestQuote ? text : text[..LongestQuote] + "...")}";
    }

    [GeneratedRegex(@"AIza[\w-]*|key=\S*|Bearer\s+\S+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whitespace();
}
