using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>Where a task stands that waits.</summary>
/// <param name="Position">1 for the next one of its lane.</param>
/// <param name="FinishAt">When it will be done, in whole seconds, if that can be told.</param>
internal readonly record struct QueuePlace(int Position, DateTimeOffset? FinishAt);

/// <summary>A task and its place, as it is told to clients.</summary>
internal sealed record SeenTask(TaskRow Row, QueuePlace? Place)
{
    /// <summary>Names what clients can see of the task: it changes when that does, and only then.</summary>
    public string Version => Place is { } place ? $"{Row.Version}.{place.Position}" : Row.Version;
}

/// <summary>
/// The places of all tasks that wait, in the order in which workers will take them as far as that can be foreseen: tenants take turns. Read at
/// most once a second, however many ask; places beyond the first <see cref="Longest"/> unfinished tasks are not told.
/// </summary>
internal sealed class QueueView(
    IDbContextFactory<ServiceDb> factory, TaskKinds kinds, WorkPace pace, Workforce workforce, TimeProvider clock) : IDisposable
{
    private const int Longest = 5_000;
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyDictionary<Guid, QueuePlace> _places = new Dictionary<Guid, QueuePlace>();
    private long? _readAt;

    /// <summary>The task with its place.</summary>
    public async Task<SeenTask> SeeAsync(TaskRow task, CancellationToken cancellationToken) =>
        (await SeeAsync([task], cancellationToken))[0];

    /// <summary>The same for many.</summary>
    public async Task<IReadOnlyList<SeenTask>> SeeAsync(IReadOnlyList<TaskRow> tasks, CancellationToken cancellationToken)
    {
        var places = tasks.Any(Waits) ? await ReadAsync(cancellationToken) : _places;
        return [.. tasks.Select(task => new SeenTask(task, Waits(task) && places.TryGetValue(task.Id, out var place) ? place : null))];
    }

    public void Dispose() => _turn.Dispose();

    private static bool Waits(TaskRow task) => task.State <= TaskState.Ready && !task.AwaitsContent;

    private async Task<IReadOnlyDictionary<Guid, QueuePlace>> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is { } at && clock.GetElapsedTime(at) < s_freshness)
                return _places;
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            var tasks = await db.Tasks.Where(t => t.State < TaskState.Completed).Where(TaskRow.IsNotAwaitingContent).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Take(Longest)
                .Select(t => new Unfinished(
                    t.Id, t.Tenant, t.Kind, t.State, t.ReadyAt, t.EstimatedFinishAt,
                    db.Audios.Where(a => a.Id == t.AudioId).Select(a => (double?)a.Duration).FirstOrDefault()))
                .ToListAsync(cancellationToken);
            _places = tasks.GroupBy(task => kinds[task.Kind].Lane).SelectMany(lane => PlacesIn(lane.Key, [.. lane])).ToDictionary();
            _readAt = clock.GetTimestamp();
            return _places;
        }
        finally
        {
            _turn.Release();
        }
    }

    private IEnumerable<KeyValuePair<Guid, QueuePlace>> PlacesIn(Lane lane, IReadOnlyList<Unfinished> tasks)
    {
        var now = clock.GetUtcNow();
        var free = new PriorityQueue<DateTimeOffset, DateTimeOffset>();
        var running = tasks.Where(task => task.State > TaskState.Ready).ToList();
        bool isKnown = true;
        foreach (var task in running)
        {
            var end = task.FinishAt ?? now + pace.Of(task.Kind, task.Audio);
            isKnown &= end is not null;
            free.Enqueue(end ?? now, end ?? now);
        }

        for (var idle = workforce.Of(lane) - running.Count; idle > 0; idle--)
            free.Enqueue(now, now);
        var position = 0;
        foreach (var task in InTurn(tasks))
        {
            DateTimeOffset? end = null;
            if (isKnown && pace.Of(task.Kind, task.Audio) is { } work && free.TryDequeue(out var start, out _))
            {
                end = start + work;
                free.Enqueue(end.Value, end.Value);
            }

            isKnown = end is not null;
            yield return new(task.Id, new QueuePlace(++position, end is { } at ? DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() + 1) : null));
        }
    }

    /// <summary>Those that may start, then the others, each tenant's first before any tenant's second.</summary>
    private static IEnumerable<Unfinished> InTurn(IReadOnlyList<Unfinished> tasks) =>
        tasks.Where(task => task.State == TaskState.Ready).OrderBy(task => task.ReadyAt).Concat(
            tasks.Where(task => task.State == TaskState.Pending).GroupBy(task => task.Tenant)
                .SelectMany(own => own.Select((task, turn) => (Task: task, Turn: turn))).OrderBy(one => one.Turn).Select(one => one.Task));

    private sealed record Unfinished(
        Guid Id, string Tenant, string Kind, TaskState State, DateTimeOffset? ReadyAt, DateTimeOffset? FinishAt, double? Audio);
}
