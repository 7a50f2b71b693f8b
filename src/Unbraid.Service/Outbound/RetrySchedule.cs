namespace Unbraid.Service.Outbound;

/// <summary>When a callback that was not taken is tried again: eight tries within about 18 hours.</summary>
internal static class RetrySchedule
{
    /// <summary>Each pause is longer by up to this share, so that an endpoint that comes back is not met by everybody at once.</summary>
    private const double Jitter = 0.2;

    private static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10),
    ];

    public static int Attempts => s_pauses.Length + 1;

    /// <summary>The pause after an attempt, the first being 1; null after the last.</summary>
    public static TimeSpan? PauseAfter(int attempt, Guid taskId) => attempt < Attempts
        ? s_pauses[attempt - 1] * (1 + (Jitter * new Random(taskId.GetHashCode() ^ attempt).NextDouble()))
        : null;
}
