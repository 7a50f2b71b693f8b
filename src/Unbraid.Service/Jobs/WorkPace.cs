namespace Unbraid.Service.Jobs;

/// <summary>How long tasks of each kind took lately in this process, to tell how long the next ones will take.</summary>
internal sealed class WorkPace
{
    /// <summary>The weight of the latest task in the running mean.</summary>
    private const double Newest = 0.3;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pace> _paces = [];

    /// <summary>A task was completed.</summary>
    /// <param name="kind">Of this kind.</param>
    /// <param name="worked">The time of the attempt that completed it.</param>
    /// <param name="audio">Seconds of audio, if known.</param>
    public void Record(string kind, TimeSpan worked, double? audio)
    {
        lock (_gate)
        {
            var seconds = worked.TotalSeconds;
            double? ratio = audio > 0 ? seconds / audio.Value : null;
            var known = _paces.GetValueOrDefault(kind);
            _paces[kind] = new Pace(Mean(known?.Seconds, seconds), ratio is null ? known?.Ratio : Mean(known?.Ratio, ratio.Value));
        }
    }

    /// <summary>How long a task of this kind will take; null where none of its kind was completed yet.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="audio">Seconds of the song it reads, if it reads one.</param>
    public TimeSpan? Of(string kind, double? audio)
    {
        lock (_gate)
        {
            return _paces.GetValueOrDefault(kind) is not { } pace ? null
                : TimeSpan.FromSeconds(pace.Ratio is { } ratio && audio is { } length ? ratio * length : pace.Seconds);
        }
    }

    private static double Mean(double? known, double latest) => known is { } mean ? mean + (Newest * (latest - mean)) : latest;

    private sealed record Pace(double Seconds, double? Ratio);
}
