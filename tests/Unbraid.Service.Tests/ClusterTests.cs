using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Tests;

/// <summary>Two services on one database and one folder of objects.</summary>
[Trait(TestDatabase.Trait, "server")]
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private readonly List<RunningService> _services = [];
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        if (TestDatabase.IsServer)
            _database = await TestDatabase.MakeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        if (_database.Length > 0)
            await TestDatabase.DropAsync(_database);
        Directory.Delete(_folder, recursive: true);
    }

    [OnServerFact]
    public async Task Each_task_is_run_once_whoever_took_it_in_and_whoever_runs_it()
    {
        var (runs, places) = (new ConcurrentDictionary<Guid, int>(), new ConcurrentDictionary<string, int>());
        Func<TaskRow, IProgress<double>, CancellationToken, Task> Work(string place) => async (task, _, stop) =>
        {
            runs.AddOrUpdate(task.Id, 1, (_, before) => before + 1);
            places.AddOrUpdate(place, 1, (_, before) => before + 1);
            await Task.Delay(5, stop);
        };
        var (one, two) = (await StartAsync(Work("one"), Many), await StartAsync(Work("two"), Many));
        using var first = one.As("ada");
        using var second = two.WithToken(TokenIssuer.Issue(two.Settings, "bob", TimeSpan.FromHours(1), TimeProvider.System));
        var (adas, bobs) = (await one.AddAudioAsync("ada"), await two.AddAudioAsync("bob"));

        var tasks = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i => i % 2 == 0
            ? (Client: second, Id: await first.SubmitAsync("/producer/stems", new { audioId = adas }), Owner: first)
            : (Client: first, Id: await second.SubmitAsync("/producer/stems", new { audioId = bobs }), Owner: second)));
        foreach (var task in tasks)
            Assert.Equal("completed", (await task.Owner.WaitAsync(task.Id)).GetProperty("status").GetString());

        Assert.Equal(60, runs.Count);
        Assert.All(runs.Values, count => Assert.Equal(1, count));
        Assert.Equal(2, places.Count);
    }

    [OnServerFact]
    public async Task A_worker_that_is_stopped_past_its_lease_writes_nothing_and_the_task_is_run_by_another()
    {
        var one = await StartAsync((_, _, _) => Task.CompletedTask, Idle);
        using var client = one.As("ada");
        var id = await client.SubmitAsync("/producer/stems", new { audioId = await one.AddAudioAsync("ada") });
        var leases = one.Get<TaskLeases>();
        var stopped = (await leases.ClaimAsync(["stems"], 1, CancellationToken.None))!;
        Assert.True(await leases.StartAsync(stopped));
        await TestDatabase.RunAsync(_database, """UPDATE tasks SET "LeaseUntil" = unbraid_now() - 1""");

        var two = await StartAsync((_, _, _) => Task.CompletedTask);
        Assert.Equal("completed", (await client.WaitAsync(id)).GetProperty("status").GetString());

        Assert.False(leases.Renew(stopped, 0.5));
        Assert.False(await leases.CompleteAsync(stopped, new TaskOutcome("\"late\"")));
        Assert.False(await leases.FailAsync(stopped, TaskState.Failed, 500, "late"));
        Assert.False(await leases.HandBackAsync(stopped));
        Assert.False(await leases.TryAgainAsync(stopped));
        Assert.False(await leases.BillAsync(stopped, DateTimeOffset.UnixEpoch, "late"));
        await using var db = await two.DbAsync();
        var row = await db.Tasks.SingleAsync();
        Assert.Equal((2, TaskState.Completed, "{}", null), (row.Attempt, row.State, row.Result, row.BilledAt));
    }

    [OnServerFact]
    public async Task A_killed_worker_costs_its_lease_and_one_attempt()
    {
        // What kill -9 leaves behind: a row that says processing, and nobody who renews it.
        var one = await StartAsync((_, _, _) => Task.CompletedTask, Idle);
        using var client = one.As("ada");
        var id = await client.SubmitAsync("/producer/stems", new { audioId = await one.AddAudioAsync("ada") });
        var leases = new TaskLeases(one.Get<IDbContextFactory<ServiceDb>>(), one.Get<IDatabase>(), one.Get<TaskUpdates>(), new JobOptions { Lease = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        Assert.True(await leases.StartAsync((await leases.ClaimAsync(["stems"], 1, CancellationToken.None))!));

        var tries = 0;
        await StartAsync((task, _, _) => Task.FromResult(tries = task.Tries));
        Assert.Equal("completed", (await client.WaitAsync(id)).GetProperty("status").GetString());

        Assert.Equal(2, tries);
    }

    [OnServerFact]
    public async Task What_is_cancelled_at_one_stops_at_the_other_and_events_come_from_both()
    {
        var stopped = new TaskCompletionSource();
        var one = await StartAsync((_, _, _) => Task.CompletedTask, Idle);
        var two = await StartAsync(async (_, _, stop) =>
        {
            await using var registration = stop.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = one.As("ada");
        var id = await client.SubmitAsync("/producer/stems", new { audioId = await one.AddAudioAsync("ada") });
        await client.WaitAsync(id, "processing");
        await using var events = await client.GetStreamAsync($"/producer/tasks/{id}/events");

        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"/producer/tasks/{id}")).StatusCode);

        await stopped.Task;
        using var reader = new StreamReader(events);
        Assert.Contains("\"cancelled\"", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(two.Get<IDatabase>().IsShared);
    }

    [OnServerFact]
    public async Task Limits_and_keys_count_for_both_together()
    {
        Func<ServiceSettings, ServiceSettings> few = settings => Idle(settings).With((JobOptions jobs) => jobs with { MaxTasksInFlight = 4 })
            .With((HttpOptions http) => http with { SubmissionsPerMinute = 6 });
        var (one, two) = (await StartAsync((_, _, _) => Task.CompletedTask, few), await StartAsync((_, _, _) => Task.CompletedTask, few));
        using var first = one.As("ada");
        using var second = two.As("ada");
        var body = new { audioId = await one.AddAudioAsync("ada") };

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/producer/stems") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", "one" } } };
            return (await (await (i % 2 == 0 ? first : second).SendAsync(request)).ReadJsonAsync()).GetProperty("taskId").GetString();
        }));
        Assert.Single(same.Distinct());
        for (var i = 0; i < 3; i++)
            await (i % 2 == 0 ? first : second).SubmitAsync("/producer/stems", body);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await second.PostAsJsonAsync("/producer/stems", body)).StatusCode);

        await TestDatabase.RunAsync(_database, """UPDATE tasks SET "State" = 6""");
        await TestDatabase.RunAsync(_database, """INSERT INTO tasks SELECT (t).* FROM (SELECT jsonb_populate_record(tasks, jsonb_build_object('Id', gen_random_uuid(), 'IdempotencyKey', null)) t FROM tasks LIMIT 2) copies""");
        using var third = (await StartAsync((_, _, _) => Task.CompletedTask, few)).As("ada"); // its own limit has seen nothing yet
        var refused = await third.PostAsJsonAsync("/producer/stems", body);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [OnServerFact]
    public async Task A_token_of_one_counts_at_the_other_until_it_is_revoked_anywhere()
    {
        var (one, two) = (await StartAsync((_, _, _) => Task.CompletedTask), await StartAsync((_, _, _) => Task.CompletedTask));
        var token = TokenIssuer.Issue(one.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System);
        using var client = two.WithToken(token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/producer/tasks")).StatusCode);

        TokenIssuer.Revoke(one.Settings, new JsonWebToken(token).Id, TimeProvider.System);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/producer/tasks")).StatusCode);
        Assert.False(File.Exists(Path.Combine(two.DataPath, "signing.key")));
    }

    [OnServerFact]
    public async Task A_file_of_one_is_read_at_the_other_and_each_callback_is_sent_once()
    {
        var calls = new ConcurrentQueue<string>();
        await using var endpoint = await FileServer.StartAsync(http =>
        {
            calls.Enqueue(http.Request.Headers["webhook-id"]!);
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        Func<ServiceSettings, ServiceSettings> friendly = settings => Many(settings).With((OutboundOptions calls) => calls with { AllowedPrivateHosts = ["hooks.internal"] });
        var (one, two) = (await StartAsync((_, _, _) => Task.CompletedTask, friendly), await StartAsync((_, _, _) => Task.CompletedTask, friendly));
        using var first = one.As("ada");
        using var second = two.As("ada");
        var audioId = await one.AddAudioAsync("ada", content: "sound"u8.ToArray());

        var song = await (await second.GetAsync($"/producer/audios/{audioId}")).ReadJsonAsync();
        Assert.Equal("sound", await second.GetStringAsync(new Uri(song.GetProperty("url").GetString()!)));
        for (var i = 0; i < 10; i++)
            await (i % 2 == 0 ? first : second).SubmitAsync("/producer/stems", new { audioId, callbackUrl = $"http://hooks.internal:{endpoint.Port}/done" });
        while (await TestDatabase.RunAsync(_database, """SELECT 1 FROM tasks WHERE "CallbackUrl" IS NOT NULL""") is { Count: > 0 })
            await Task.Delay(50);

        Assert.Equal(10, calls.Distinct().Count());
        Assert.Equal(10, calls.Count);
    }

    [OnServerFact]
    public async Task What_one_process_does_for_all_is_done_by_one_at_a_time()
    {
        await using var rows = await TestRows.OfServerAsync(_database);
        await using var others = await TestRows.OfServerAsync(_database);

        await using (await rows.Database.TryHoldAsync("janitor", CancellationToken.None))
        {
            Assert.Null(await others.Database.TryHoldAsync("janitor", CancellationToken.None));
            await using var another = await others.Database.TryHoldAsync("another", CancellationToken.None);
            Assert.NotNull(another);
        }

        await using var next = await others.Database.TryHoldAsync("janitor", CancellationToken.None);
        Assert.NotNull(next);
    }

    [OnServerFact]
    public async Task A_tenant_gets_all_workers_of_all_processes_but_one()
    {
        var running = 0;
        Func<TaskRow, IProgress<double>, CancellationToken, Task> work = async (_, _, stop) =>
        {
            Interlocked.Increment(ref running);
            await Task.Delay(Timeout.Infinite, stop);
        };
        var (one, two) = (await StartAsync(work, Many), await StartAsync(work, Many));
        await one.Get<Workforce>().CountAsync(CancellationToken.None); // does not wait for its turn
        await two.Get<Workforce>().CountAsync(CancellationToken.None);
        using var client = one.As("ada");
        var audioId = await one.AddAudioAsync("ada");
        for (var i = 0; i < 8; i++)
            await client.SubmitAsync("/producer/stems", new { audioId });

        while (running < 5)
            await Task.Delay(20);
        await Task.Delay(300);

        Assert.Equal(5, running);
    }

    private static ServiceSettings Many(ServiceSettings settings) => settings.With((JobOptions jobs) => jobs with { SeparationWorkers = 3, MaxTasksInFlight = 100 })
        .With((HttpOptions http) => http with { SubmissionsPerMinute = 1000, PollsPerSecond = 10_000 });

    /// <summary>Without workers that take separations.</summary>
    private static ServiceSettings Idle(ServiceSettings settings) => settings.With((JobOptions jobs) => jobs with { SeparationWorkers = 0, Threads = 1 });

    private async Task<RunningService> StartAsync(
        Func<TaskRow, IProgress<double>, CancellationToken, Task> work, Func<ServiceSettings, ServiceSettings>? configure = null)
    {
        var service = await RunningService.StartAsync(
            settings => (configure?.Invoke(settings) ?? settings).With((StorageOptions storage) => storage with { Database = _database, Objects = Path.Combine(_folder, "objects") }),
            services =>
            {
                services.ReplaceStems(work);
                services.AddSingleton<HostResolver>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
            },
            Path.Combine(_folder, Guid.NewGuid().ToString("N")));
        _services.Add(service);
        return service;
    }
}
