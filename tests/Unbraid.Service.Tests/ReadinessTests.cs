using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Storage;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Tests;

public sealed class ReadinessTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Every_condition_is_named_with_its_state()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);

        var (status, body) = await AskAsync(service);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", body.GetProperty("status").GetString());
        string[] names = ["database", "disk", "ffmpeg", "ffprobe", "generator", "kernels", "models", "tokens", "video"];
        Assert.Equal(names, body.GetProperty("checks").EnumerateObject().Select(check => check.Name));
        Assert.All(body.GetProperty("checks").EnumerateObject(), check => Assert.Equal("ok", check.Value.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task One_failed_condition_is_503_with_its_reason_and_the_others()
    {
        await using var service = await RunningService.StartAsync(
            replace: services => services.AddReadiness("nothing", _ => "There is nothing."), dataPath: _data);

        var (status, body) = await AskAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("not ready", body.GetProperty("status").GetString());
        Assert.Equal("There is nothing.", body.GetProperty("checks").GetProperty("nothing").GetProperty("reason").GetString());
        Assert.Equal("ok", body.GetProperty("checks").GetProperty("database").GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_error_in_a_check_is_kept_from_the_answer()
    {
        await using var service = await RunningService.StartAsync(
            replace: services => services.AddReadiness("broken", _ => throw new IOException($"{_data}/secret")), dataPath: _data);

        var (status, body) = await AskAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.DoesNotContain(_data, body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_ask_cost_one_check()
    {
        var asked = 0;
        await using var service = await RunningService.StartAsync(
            replace: services => services.AddSingleton<TimeProvider>(new ManualClock()).AddReadiness("counted", _ =>
            {
                Interlocked.Increment(ref asked);
                return null;
            }),
            dataPath: _data);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(service)));

        Assert.Equal(1, asked);
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_database_that_another_holds_is_noticed()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        await using var other = new SqliteConnection($"Data Source={service.Get<DataFolder>().Database};Pooling=False");
        await other.OpenAsync();
        await using (var command = other.CreateCommand())
        {
            command.CommandText = "BEGIN EXCLUSIVE";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal("Another program holds the database.", await ReasonAsync(service, "database"));
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_database_that_is_none_any_more_is_noticed()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        var file = service.Get<DataFolder>().Database;
        string[] parts = [file, file + "-wal", file + "-shm"];
        foreach (var part in parts)
            File.Move(part, part + ".away");
        File.WriteAllText(file, new string('x', 5000));
        try
        {
            Assert.Equal("The database is damaged.", await ReasonAsync(service, "database"));
        }
        finally
        {
            foreach (var part in parts)
                File.Move(part + ".away", part, overwrite: true);
        }
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_noticed()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        Directory.Delete(Path.Combine(_data, "objects"), recursive: true);

        Assert.Equal("The data folder cannot be written.", await ReasonAsync(service, "disk"));
        Directory.CreateDirectory(Path.Combine(_data, "objects"));
    }

    private static async Task<string?> ReasonAsync(RunningService service, string check) =>
        (await AskAsync(service)).Body.GetProperty("checks").GetProperty(check).GetProperty("reason").GetString();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(RunningService service)
    {
        var answer = await service.Client.GetAsync("/health/ready");
        return (answer.StatusCode, await answer.ReadJsonAsync());
    }
}
