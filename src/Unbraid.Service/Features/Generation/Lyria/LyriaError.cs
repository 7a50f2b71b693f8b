namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Why there is no song.</summary>
internal enum LyriaError
{
    /// <summary>Words, prompt or what was made of them was not to Lyria's liking. Partly chance: the same request may pass the next time.</summary>
    Refused,

    /// <summary>As <see cref="Refused"/>, without chance: too close to an existing song, a picture or a language that is not taken.</summary>
    Declined,

    /// <summary>Something in the request cannot be answered.</summary>
    InvalidRequest,

    /// <summary>Lyria does not work for this service until its operator has done something: key, billing, region, name of the model.</summary>
    NotServed,

    /// <summary>Too many calls at once; passes.</summary>
    QuotaExceeded,

    /// <summary>No more calls today.</summary>
    DayQuotaExceeded,

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

    /// <summary>The answer holds no song: nothing, or words alone.</summary>
    NoSong,

    /// <summary>The answer is not one of Lyria's: a page of something in between, damaged data, or bytes that are no sound.</summary>
    BadAnswer,

    /// <summary>A job that was begun is no longer known.</summary>
    JobLost,
}
