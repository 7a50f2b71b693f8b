namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Says what an error of Lyria means, and for whom: the client gets one sentence, the operator a remedy.</summary>
internal static class LyriaRefusal
{
    /// <summary>What a client is told about everything that only the operator can mend.</summary>
    public const string ForClient = "The service cannot make songs now; its operator finds the reason in the log.";

    public static LyriaException Explain(LyriaFailure failure, LyriaOptions options)
    {
        if (OperatorTrouble.RemedyFor(failure, options) is { } remedy)
            return new(LyriaError.NotServed, ForClient) { Failure = failure, Remedy = remedy };
        if (BlockOf(failure) is { } block)
            return block;
        var (error, sentence) = failure.Code switch
        {
            429 when IsOfDay(failure) => (LyriaError.DayQuotaExceeded, "Lyria makes no more songs for this service today; send the request again tomorrow."),
            429 => (LyriaError.QuotaExceeded, failure.Wait is { } pause
                ? $"Lyria has too many requests; send it again after {Math.Ceiling(pause.TotalSeconds)} seconds."
                : "Lyria has too many requests; send it again later."),
            >= 400 and < 500 => (LyriaError.InvalidRequest,
                $"Lyria cannot answer the request ({failure.Code}{(failure.Message.Length > 0 ? $": {failure.Quote().TrimEnd('.')}" : "")})."),
            500 => (LyriaError.Internal, "Lyria failed inside; send the request again, or change the words."),
            503 => (LyriaError.Overloaded, "Lyria is overloaded; send the request again later."),
            504 => (LyriaError.TimedOut, "Lyria did not finish the song in its own time; it may have been billed."),
            _ => (LyriaError.BadAnswer, $"Lyria cannot be reached: something in between answered with status {failure.Code}."),
        };
        return new(error, sentence) { Failure = failure, RetryAfter = failure.Wait };
    }

    /// <summary>What it means that a song was not made or was held back for this reason; null for any other word.</summary>
    public static LyriaException? BlockOf(LyriaFailure failure)
    {
        var reason = failure.Status;
        (LyriaError Error, string Sentence)? block = reason switch
        {
            "SAFETY" or "PROHIBITED_CONTENT" or "CONTENT_BLOCKED" => (
                LyriaError.Refused, $"Lyria refused the request ({reason}); send it again, or change the words or the picture."),
            "RECITATION" => (
                LyriaError.Declined, "Lyria withheld the song because it came too close to an existing one (RECITATION); change the prompt or the lyrics."),
            "LANGUAGE" => (LyriaError.Declined, "Lyria does not sing in the language of the request (LANGUAGE); use another one."),
            "BLOCKLIST" or "SPII" => (
                LyriaError.Declined, $"Lyria does not accept what the request says ({reason}); change the prompt or the lyrics."),
            _ when reason?.StartsWith("IMAGE_", StringComparison.Ordinal) is true => (
                LyriaError.Declined, $"Lyria does not accept the picture ({reason}); send another one, or none."),
            _ => null,
        };
        return block is var (error, sentence) ? new(error, sentence) { Failure = failure } : null;
    }

    private static bool IsOfDay(LyriaFailure failure) =>
        failure.Status == "QUOTA_EXCEEDED" || failure.Quotas.Any(quota => quota.Name.Contains("PerDay", StringComparison.Ordinal));
}
