using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class TaskStoreTests : IAsyncLifetime
{
    private static readonly string[] s_kinds = ["stems"];
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private readonly ManualClock _clock = new();
    private readonly JobOptions _options = new() { MaxTasksInFlight = 5, MaxAttempts = 3 };
    private TestRows _rows = null!;
    private PooledDbContextFactory<ServiceDb> _factory = null!;
    private TaskStore _store = null!;
    private TaskLeases _leases = null!;

    public async ValueTask InitializeAsync()
    {
        _rows = await TestRows.OpenAsync(_folder, _clock);
        _factory = _rows.Factory;
        var updates = new TaskUpdates(_factory, _rows.Database, new Reserve(_folder));
        _store = new TaskStore(_factory, _rows.Database, updates, _options, new HttpOptions(), _clock);
        _leases = new TaskLeases(_factory, _rows.Database, updates, _options, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_many_workers_that_want_one_task_exactly_one_gets_it()
    {
        await AddAsync("ada");

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ClaimAsync())));

        Assert.Single(claims, claim => claim is not null);
    }

    [Fact]
    public async Task A_task_passes_through_all_its_states()
    {
        var id = await AddAsync("ada");
        Assert.Equal(TaskState.Pending, await StateAsync(id));

        var task = (await ClaimAsync())!;
        Assert.Equal(TaskState.Assigned, await StateAsync(id));

        Assert.True(await _leases.StartAsync(task));
        Assert.Equal(TaskState.Processing, await StateAsync(id));

        Assert.True(await _leases.CompleteAsync(task, new TaskOutcome("{}")));
        Assert.Equal(TaskState.Completed, await StateAsync(id));
        Assert.Equal("", (await _store.FindAsync(id, "ada"))!.Input);
    }

    [Fact]
    public async Task A_lost_lease_makes_the_task_ready_again_and_in_the_end_failed()
    {
        var id = await AddAsync("ada");
        for (var attempt = 1; attempt <= _options.MaxAttempts; attempt++)
        {
            Assert.Equal(attempt, (await ClaimAsync())!.Attempt);
            await _leases.RecoverAsync(everything: false);
            Assert.Equal(TaskState.Assigned, await StateAsync(id));
            _clock.Advance(_options.Lease + TimeSpan.FromSeconds(1));
            await _leases.RecoverAsync(everything: false);
        }

        var task = (await _store.FindAsync(id, "ada"))!;
        Assert.Equal(TaskState.Failed, task.State);
        Assert.Equal(500, task.ErrorCode);
        Assert.NotNull(task.FinishedAt);
    }

    [Fact]
    public async Task A_renewed_lease_is_not_lost()
    {
        var id = await AddAsync("ada");
        var task = (await ClaimAsync())!;
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(_options.Lease - TimeSpan.FromSeconds(1));
            Assert.True(_leases.Renew(task, i / 10.0));
            await _leases.RecoverAsync(everything: false);
        }

        Assert.Equal(TaskState.Assigned, await StateAsync(id));
        Assert.Equal(0.4, (await _store.FindAsync(id, "ada"))!.Progress);
    }

    [Fact]
    public async Task A_worker_that_lost_its_task_can_neither_renew_nor_end_it()
    {
        var id = await AddAsync("ada");
        var first = (await ClaimAsync())!;
        _clock.Advance(_options.Lease + TimeSpan.FromSeconds(1));
        await _leases.RecoverAsync(everything: false);
        var second = (await ClaimAsync())!;

        Assert.False(_leases.Renew(first, 0.5));
        Assert.False(await _leases.CompleteAsync(first, new TaskOutcome("{}", Audio("ada"))));
        Assert.False(await _leases.FailAsync(first, TaskState.Failed, 500, "late"));
        Assert.False(await _leases.HandBackAsync(first));

        Assert.True(await _leases.CompleteAsync(second, new TaskOutcome("{}", Audio("ada"))));
        Assert.False(await _leases.CompleteAsync(second, new TaskOutcome("{}", Audio("ada"))));
        Assert.Equal(TaskState.Completed, await StateAsync(id));
        await using var db = await _factory.CreateDbContextAsync();
        Assert.Equal(1, await db.Audios.CountAsync());
    }

    [Fact]
    public async Task Handing_back_costs_no_attempt()
    {
        var id = await AddAsync("ada");
        for (var i = 0; i < 10; i++)
        {
            Assert.True(await _leases.HandBackAsync((await ClaimAsync())!));
            Assert.Equal(TaskState.Ready, await StateAsync(id));
        }

        var task = (await ClaimAsync())!;
        Assert.Equal((11, 1), (task.Attempt, task.Tries));
    }

    [Fact]
    public async Task What_the_machine_failed_is_tried_again_a_little_later_and_holds_up_nobody()
    {
        await AddAsync("ada");
        Assert.True(await _leases.TryAgainAsync((await ClaimAsync())!));
        Assert.Null(await ClaimAsync());
        await AddAsync("bob");
        Assert.Equal("bob", (await ClaimAsync())!.Tenant);

        _clock.Advance(TimeSpan.FromSeconds(1));

        var again = (await ClaimAsync())!;
        Assert.Equal(("ada", 2), (again.Tenant, again.Attempt));
    }

    [Fact]
    public async Task Nobody_waits_behind_another_tenants_many_tasks()
    {
        for (var i = 0; i < 4; i++)
            await AddAsync("ada");
        var first = (await ClaimAsync())!;
        await AddAsync("bob");
        Assert.Equal("bob", (await ClaimAsync())!.Tenant);

        await _leases.CompleteAsync(first, new TaskOutcome("{}"));
        Assert.Equal("ada", (await ClaimAsync())!.Tenant);
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task A_cancelled_task_can_no_longer_complete()
    {
        var id = await AddAsync("ada");
        var task = (await ClaimAsync())!;

        Assert.False(await _store.CancelAsync(id, "bob"));
        Assert.True(await _store.CancelAsync(id, "ada"));
        Assert.False(await _store.CancelAsync(id, "ada"));

        Assert.False(await _leases.CompleteAsync(task, new TaskOutcome("{}")));
        Assert.Equal(TaskState.Cancelled, await StateAsync(id));
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_same_task_for_the_same_request_of_the_same_tenant()
    {
        var first = await _store.AddAsync(New("ada", "key", "hash"), CancellationToken.None);
        var again = await _store.AddAsync(New("ada", "key", "hash"), CancellationToken.None);
        var other = await _store.AddAsync(New("ada", "key", "another"), CancellationToken.None);
        var bob = await _store.AddAsync(New("bob", "key", "hash"), CancellationToken.None);

        Assert.Equal((AdmissionKind.Known, first.Task.Id), (again.Kind, again.Task.Id));
        Assert.Equal(AdmissionKind.KeyClash, other.Kind);
        Assert.Equal(AdmissionKind.Added, bob.Kind);
        Assert.NotEqual(first.Task.Id, bob.Task.Id);
    }

    [Fact]
    public async Task A_tenant_has_only_so_many_unfinished_tasks()
    {
        for (var i = 0; i < _options.MaxTasksInFlight; i++)
            await AddAsync("ada");

        Assert.Equal(AdmissionKind.TooMany, (await _store.AddAsync(New("ada"), CancellationToken.None)).Kind);
        Assert.Equal(AdmissionKind.Added, (await _store.AddAsync(New("bob"), CancellationToken.None)).Kind);

        await _store.CancelAsync((await ClaimAsync())!.Id, "ada");
        Assert.Equal(AdmissionKind.Added, (await _store.AddAsync(New("ada"), CancellationToken.None)).Kind);
    }

    private async Task<Guid> AddAsync(string tenant)
    {
        var task = New(tenant);
        Assert.Equal(AdmissionKind.Added, (await _store.AddAsync(task, CancellationToken.None)).Kind);
        return task.Id;
    }

    private TaskRow New(string tenant, string? key = null, string? hash = null)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        return new TaskRow
        {
            Id = Guid.CreateVersion7(_clock.GetUtcNow()),
            Tenant = tenant,
            Kind = "stems",
            Input = "{}",
            IdempotencyKey = key,
            RequestHash = hash,
            CreatedAt = _clock.GetUtcNow(),
        };
    }

    private AudioRow Audio(string tenant) => new()
    {
        Id = Guid.NewGuid(),
        Tenant = tenant,
        ContentHash = "00",
        Extension = "wav",
        Title = "Song",
        Duration = 1,
        SampleRate = 44_100,
        Channels = 2,
        CreatedAt = _clock.GetUtcNow(),
    };

    private Task<TaskRow?> ClaimAsync() => _leases.ClaimAsync(s_kinds, perTenant: 1, CancellationToken.None);

    private async Task<TaskState> StateAsync(Guid id)
    {
        await using var db = await _factory.CreateDbContextAsync();
        return (await db.Tasks.AsNoTracking().SingleAsync(t => t.Id == id)).State;
    }
}
