namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>No song came from Lyria. The message is one sentence for the client and holds no secret.</summary>
internal sealed class LyriaException(LyriaError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public LyriaError Error { get; } = error;

    /// <summary>How long the other side asked to wait, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the other side said, if it answered with an error.</summary>
    public LyriaFailure? Failure { get; init; }

    /// <summary>What the operator has to do, with <see cref="LyriaError.NotServed"/>.</summary>
    public string? Remedy { get; init; }

    /// <summary>For the log: what went wrong, and what the other side called it.</summary>
    public string Summary => Failure is null ? $"{Error}" : $"{Error} ({Failure})";

    /// <summary>Nothing was made for this call, so it costs nothing and may be made again.</summary>
    public bool IsFree => Error is LyriaError.NotServed or LyriaError.InvalidRequest or LyriaError.QuotaExceeded or LyriaError.DayQuotaExceeded
        or LyriaError.Overloaded or LyriaError.Internal or LyriaError.Unreachable;
}
