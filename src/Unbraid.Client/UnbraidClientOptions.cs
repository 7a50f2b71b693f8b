namespace Unbraid.Client;

/// <summary>How a client behaves; the defaults suit a service on the same machine as well as one far away.</summary>
public sealed record UnbraidClientOptions
{
    /// <summary>
    /// How often a request is sent again after 429, 502, 503, 504 or a lost connection. Requests that start a task carry an
    /// Idempotency-Key, so that a repetition starts nothing twice. Default 5.
    /// </summary>
    public int Retries { get; init; } = 5;

    /// <summary>The pause before the first repetition where the service names none; doubled each time. Default 0.5 s.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest pause, also where the service asks for a longer one. Default 1 minute.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a request without a file may take. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the body of an answer may stall. Downloads and streams of events are then resumed. Default 45 s.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// The size in bytes from which a file goes up in a way that can be resumed: a connection that breaks costs only what was under way. Smaller
    /// files, and streams that cannot seek, go up in one request. Default 4,000,000.
    /// </summary>
    public long ResumableFrom { get; init; } = 4_000_000;

    /// <summary>The pause between polls; shorter where a task is expected to end sooner. Default 3 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether waiting listens to server-sent events, and polls only where those do not come through. Default true.</summary>
    public bool UseEvents { get; init; } = true;

    /// <summary>The clock behind every pause and time limit. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
