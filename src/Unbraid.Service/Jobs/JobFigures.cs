using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>Figures of tasks and workers.</summary>
internal sealed class JobFigures
{
    private static readonly TimeSpan s_longestAge = TimeSpan.FromSeconds(5);

    /// <summary>Seconds: from an upload of a short song to the longest that a task may take.</summary>
    private static readonly double[] s_seconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1200, 3600];

    private static readonly double[] s_ratios = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private readonly IDbContextFactory<ServiceDb> _factory;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobFigures> _log;
    private readonly Lock _gate = new();
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _ratio;
    private readonly Counter<double> _audio;
    private readonly UpDownCounter<int> _workers;
    private readonly UpDownCounter<int> _busy;
    private Rows _rows = new([], []);
    private long? _readAt;

    public JobFigures(IMeterFactory meters, IDbContextFactory<ServiceDb> factory, TimeProvider clock, ILogger<JobFigures> log)
    {
        (_factory, _clock, _log) = (factory, clock, log);
        var meter = meters.Create("Unbraid.Jobs");
        meter.CreateObservableGauge("unbraid.task.count", () => Read().Counts, "{task}", "Tasks by kind and state, ended ones while they are kept.");
        meter.CreateObservableGauge("unbraid.queue.age", () => Read().Ages, "s", "How long the oldest task that waits has waited, by kind.");
        _duration = meter.CreateHistogram("unbraid.task.duration", "s", "One attempt at a task, by kind and how it ended.", advice: Buckets(s_seconds));
        _wait = meter.CreateHistogram("unbraid.task.wait", "s", "From the request to the beginning of the first attempt.", advice: Buckets(s_seconds));
        _ratio = meter.CreateHistogram("unbraid.task.work_ratio", "1", "Seconds of work per second of audio, of completed tasks.", advice: Buckets(s_ratios));
        _audio = meter.CreateCounter<double>("unbraid.task.audio", "s", "Audio that completed tasks worked on.");
        _workers = meter.CreateUpDownCounter<int>("unbraid.worker.count", "{worker}", "Workers, by lane.");
        _busy = meter.CreateUpDownCounter<int>("unbraid.worker.busy", "{worker}", "Workers that run a task, by lane.");
    }

    public void AddWorkers(Lane lane, int count) => _workers.Add(count, Tag("unbraid.lane", lane.ToString().ToLowerInvariant()));

    public void Busy(Lane lane, int change) => _busy.Add(change, Tag("unbraid.lane", lane.ToString().ToLowerInvariant()));

    public void Begin(TaskRow task, TimeSpan waited)
    {
        if (task.Tries == 1 && task.ContentLength is null)
            _wait.Record(waited.TotalSeconds, KindOf(task));
    }

    /// <param name="task">The task.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="worked">How long it took.</param>
    /// <param name="audio">Seconds of audio, if it was completed and that is known.</param>
    public void End(TaskRow task, string outcome, TimeSpan worked, double? audio)
    {
        _duration.Record(worked.TotalSeconds, KindOf(task), Tag("unbraid.task.outcome", outcome));
        if (audio is not > 0)
            return;
        _audio.Add(audio.Value, KindOf(task));
        _ratio.Record(worked.TotalSeconds / audio.Value, KindOf(task));
    }

    /// <summary>The rows as they were seconds ago: whoever asks often does not ask the database often.</summary>
    private Rows Read()
    {
        lock (_gate)
        {
            if (_readAt is not { } at || _clock.GetElapsedTime(at) > s_longestAge)
            {
                _readAt = _clock.GetTimestamp();
                _rows = ReadRows();
            }

            return _rows;
        }
    }

    private Rows ReadRows()
    {
        try
        {
            using var db = _factory.CreateDbContext();
            var counts = db.Tasks.GroupBy(t => new { t.Kind, t.State }).Select(g => new { g.Key.Kind, g.Key.State, Count = g.Count() }).ToList();
            var oldest = db.Tasks.Where(t => t.State <= TaskState.Ready).Where(TaskRow.IsNotAwaitingContent).GroupBy(t => t.Kind)
                .Select(g => new { Kind = g.Key, At = g.Min(t => t.CreatedAt) }).ToList();
            var now = _clock.GetUtcNow();
            return new Rows(
                [.. counts.Select(c => new Measurement<int>(c.Count, Tag("unbraid.task.kind", c.Kind), Tag("unbraid.task.state", c.State.Name())))],
                [.. oldest.Select(o => new Measurement<double>((now - o.At).TotalSeconds, Tag("unbraid.task.kind", o.Kind)))]);
        }
        catch (ObjectDisposedException)
        {
            return new Rows([], []); // the last figures of a service that has stopped
        }
        catch (Exception e)
        {
            _log.LogFault(e, "The tasks cannot be counted");
            return new Rows([], []);
        }
    }

    private static KeyValuePair<string, object?> KindOf(TaskRow task) => Tag("unbraid.task.kind", task.Kind);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static InstrumentAdvice<double> Buckets(double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    private sealed record Rows(IReadOnlyList<Measurement<int>> Counts, IReadOnlyList<Measurement<double>> Ages);
}
