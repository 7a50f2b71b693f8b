namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>What went wrong with a call.</summary>
internal enum LyriaError
{
    /// <summary>The prompt, the lyrics or the picture were not accepted as content.</summary>
    PromptBlocked,

    /// <summary>A song was made and held back.</summary>
    SongWithheld,

    /// <summary>Something in the request cannot be answered.</summary>
    InvalidRequest,

    /// <summary>The key is missing, wrong, or may not use the model.</summary>
    KeyRefused,

    /// <summary>There is no model of this id.</summary>
    UnknownModel,

    /// <summary>Too many calls, or the quota is used up.</summary>
    QuotaExceeded,

    /// <summary>The other side is overloaded.</summary>
    Overloaded,

    /// <summary>The other side failed for a passing reason of its own.</summary>
    Internal,

    /// <summary>No connection; the request was not sent.</summary>
    Unreachable,

    /// <summary>No answer in time. The song may have been made and billed.</summary>
    TimedOut,

    /// <summary>The answer ended before its end. The song was probably made and billed.</summary>
    BrokenOff,

    /// <summary>Words came, but no sound.</summary>
    WordsOnly,

    /// <summary>The answer holds no song and does not say why.</summary>
    NoSong,

    /// <summary>The answer is not one of Lyria's: a page of something in between, damaged data, or bytes that are no sound.</summary>
    BadAnswer,
}

/// <summary>No song came from Lyria. The message is one sentence for the user and holds no secret.</summary>
internal sealed class LyriaException(LyriaError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public LyriaError Error { get; } = error;

    /// <summary>How long the other side asked to wait, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
