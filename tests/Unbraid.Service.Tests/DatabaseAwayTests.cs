using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>A server that goes away for a while, and answers that are lost.</summary>
[Trait(TestDatabase.Trait, "server")]
public sealed class DatabaseAwayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [OnServerFact]
    public async Task While_it_is_away_requests_are_503_and_running_work_is_finished_when_it_is_back()
    {
        var finish = new TaskCompletionSource();
        await using var service = await RunningService.StartAsync(replace: services => services.ReplaceStems((_, _, _) => finish.Task), dataPath: _folder);
        using var client = service.As("ada");
        var body = new { audioId = await service.AddAudioAsync("ada") };
        var id = await client.SubmitAsync("/producer/stems", body);
        await client.WaitAsync(id, "processing");

        await AwayAsync(true);
        var refused = await client.PostAsJsonAsync("/producer/stems", body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync($"/producer/tasks/{id}")).StatusCode);
        var readiness = await (await service.Client.GetAsync("/health/ready")).ReadJsonAsync();
        Assert.Equal("The database cannot be reached.", readiness.GetProperty("checks").GetProperty("database").GetProperty("reason").GetString());
        finish.SetResult();
        await Task.Delay(2000);
        await AwayAsync(false);

        JsonElement task;
        while ((await client.GetAsync($"/producer/tasks/{id}")).StatusCode != HttpStatusCode.OK)
            await Task.Delay(50);
        Assert.Equal("completed", (task = await client.WaitAsync(id)).GetProperty("status").GetString());
        await using var db = await service.DbAsync();
        Assert.Equal(1, (await db.Tasks.SingleAsync()).Attempt);
        Assert.Equal("completed", (await client.WaitAsync(await client.SubmitAsync("/producer/stems", body))).GetProperty("status").GetString());
    }

    [OnServerFact]
    public async Task Connections_that_were_all_lost_cost_one_answer_at_most()
    {
        await using var service = await RunningService.StartAsync(dataPath: _folder);
        using var client = service.As("ada");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetAsync("/producer/tasks")));

        await TestDatabase.RunAsync(TestDatabase.Of(_folder)!, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await Task.Delay(200);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            answers.Add((await client.GetAsync("/producer/tasks")).StatusCode);
        Assert.InRange(answers.Count(answer => answer != HttpStatusCode.OK), 0, 1);
    }

    [OnServerFact]
    public async Task When_the_answer_to_a_commit_is_lost_nothing_is_lost_and_nothing_done_twice()
    {
        await using var rows = await TestRows.OpenAsync(_folder, TimeProvider.System);
        var lost = new LostAnswers();
        var factory = new Factory(new DbContextOptionsBuilder<ServiceDb>().UseNpgsql(rows.Address).AddInterceptors(lost).Options);
        var updates = new TaskUpdates(factory, rows.Database, new Reserve(_folder));
        var store = new TaskStore(factory, rows.Database, updates, new JobOptions(), new HttpOptions(), TimeProvider.System);
        var leases = new TaskLeases(factory, rows.Database, updates, new JobOptions(), TimeProvider.System);
        var task = new TaskRow { Id = Guid.NewGuid(), Tenant = "ada", Kind = "stems", Input = "{}", CreatedAt = TimeProvider.System.GetUtcNow() };
        var song = new AudioRow
        {
            Id = Guid.NewGuid(),
            Tenant = "ada",
            ContentHash = "00",
            Extension = "wav",
            Title = "Song",
            Duration = 1,
            SampleRate = 1,
            Channels = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

        lost.Next = 1;
        Assert.Equal(AdmissionKind.Added, (await store.AddAsync(task, CancellationToken.None)).Kind);
        var claimed = (await leases.ClaimAsync(["stems"], 1, CancellationToken.None))!;
        Assert.True(await leases.StartAsync(claimed));
        lost.Next = 1;
        Assert.True(await leases.CompleteAsync(claimed, new TaskOutcome("{}", song)));

        Assert.Equal(0, lost.Next);
        await using var db = await rows.Factory.CreateDbContextAsync();
        Assert.Equal((1, 1), (await db.Tasks.CountAsync(), await db.Audios.CountAsync()));
        Assert.Equal((task.Id, TaskState.Completed), ((await db.Tasks.SingleAsync()).Id, (await db.Tasks.SingleAsync()).State));
        Assert.True((TimeProvider.System.GetUtcNow() - (await db.Audios.SingleAsync()).CreatedAt).Duration() < TimeSpan.FromMinutes(1));
    }

    private async Task AwayAsync(bool isAway)
    {
        var address = TestDatabase.Of(_folder)!;
        var name = new NpgsqlConnectionStringBuilder(address).Database;
        var other = new NpgsqlConnectionStringBuilder(address) { Database = "postgres" }.ConnectionString;
        await TestDatabase.RunAsync(other, $"ALTER DATABASE {name} ALLOW_CONNECTIONS {!isAway}");
        if (isAway)
            await TestDatabase.RunAsync(other, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    }

    private sealed class Factory(DbContextOptions<ServiceDb> options) : IDbContextFactory<ServiceDb>
    {
        public ServiceDb CreateDbContext() => new(options);
    }

    /// <summary>Lets commits happen, and says that the connection broke.</summary>
    private sealed class LostAnswers : DbTransactionInterceptor
    {
        public int Next { get; set; }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            Next > 0 && Next-- > 0 ? throw new NpgsqlException("Exception while reading from stream", new IOException("Connection reset by peer")) : Task.CompletedTask;
    }
}
