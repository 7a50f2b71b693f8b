using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>How fast tasks are claimed and ended, with no work in between: <c>-explicit only -class '*ClaimLoadTests' -showLiveOutput</c>.</summary>
public sealed class ClaimLoadTests(ITestOutputHelper output) : IDisposable
{
    private const int Tasks = 100_000;
    private const int Tenants = 1_000;
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task Claims_in_a_second(int workers)
    {
        await using var rows = TestDatabase.IsServer
            ? await TestRows.OfServerAsync($"{await TestDatabase.MakeAsync()};Timeout=60;Maximum Pool Size=50")
            : await TestRows.OpenAsync(_folder, TimeProvider.System);
        var options = new JobOptions();
        var updates = new TaskUpdates(rows.Factory, rows.Database, new Reserve(_folder));
        var leases = new TaskLeases(rows.Factory, rows.Database, updates, options, TimeProvider.System);
        await FillAsync(rows);
        var begun = Stopwatch.GetTimestamp();
        var claims = new List<double>();

        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(begun) < s_length)
            {
                var asked = Stopwatch.GetTimestamp();
                var task = await leases.ClaimAsync(["stems"], perTenant: 3, CancellationToken.None);
                var took = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
                if (task is null)
                    continue;
                lock (claims)
                    claims.Add(took);
                Assert.True(await leases.CompleteAsync(task, new TaskOutcome("{}")));
            }
        })));

        var length = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        claims.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(TestDatabase.IsServer ? "PostgreSQL" : "SQLite")}, {workers} workers, {Tasks} tasks of {Tenants} tenants: {claims.Count / length:0} claims a second, p50 {claims[claims.Count / 2]:0.0} ms, p99 {claims[(int)(claims.Count * 0.99)]:0.0} ms"));
        await using var db = await rows.Factory.CreateDbContextAsync();
        Assert.Equal(claims.Count, await db.Tasks.CountAsync(t => t.State == TaskState.Completed));
    }

    private static async Task FillAsync(TestRows rows)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var batch = 0; batch < Tasks; batch += 5_000)
        {
            await using var db = await rows.Factory.CreateDbContextAsync();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var i = batch; i < batch + 5_000; i++)
                db.Tasks.Add(new TaskRow { Id = Guid.CreateVersion7(now.AddMilliseconds(i)), Tenant = $"tenant {i % Tenants}", Kind = "stems", Input = "{}", CreatedAt = now.AddMilliseconds(i - Tasks) });
            await db.SaveChangesAsync();
        }
    }
}
