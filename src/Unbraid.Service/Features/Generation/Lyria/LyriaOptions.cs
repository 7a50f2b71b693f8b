namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>How to reach Lyria.</summary>
internal sealed record LyriaOptions
{
    /// <summary>Key of the Gemini API, sent in a header and shown nowhere.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Where the Gemini API is. Default: Google's own address.</summary>
    public Uri BaseUrl { get; init; } = new("https://generativelanguage.googleapis.com/");

    /// <summary>Id of the model. Default <c>lyria-3.5</c>, songs of up to about three minutes.</summary>
    public string Model { get; init; } = "lyria-3.5";

    /// <summary>Whether to wait for a song in one call, or to begin a job and ask for it. Default: one call.</summary>
    public LyriaApi Api { get; init; }

    /// <summary>Whether Google may keep request and answer. Default false.</summary>
    public bool Store { get; init; }

    /// <summary>How long one call may take, the answer's body included. Default 600 s: a song is made while the call waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Largest answer. Default 64 MB, eight times what a song of three minutes takes.</summary>
    public long MaxAnswerBytes { get; init; } = 64_000_000;

    /// <summary>Calls for one song, the first included, when there are too many or the other side is overloaded. Default 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The longest pause that is waited out before another call; a longer one ends in an error. Default 60 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether to call again when a call timed out or its answer broke off. The song may then have been made, and is paid for twice. Default
    /// false.
    /// </summary>
    public bool RetryMayBillTwice { get; init; }

    // A record shows all its members by itself, and one of them is a secret.
    public override string ToString() => $"{Model} at {BaseUrl}";
}

/// <summary>The ways to ask for a song.</summary>
internal enum LyriaApi
{
    /// <summary>One call that waits; what it made is lost when nobody waits any longer.</summary>
    GenerateContent,

    /// <summary>A job with an id, which can be asked for again.</summary>
    Interactions,
}
