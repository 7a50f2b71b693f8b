using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Unbraid.Audio;
using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class MachineFaultTests
{
    [Fact]
    public void Every_fault_of_the_machine_has_an_answer_and_no_other_fault_has_one()
    {
        foreach (var reason in Enum.GetValues<FaultReason>())
        {
            var answer = MachineFaults.Explain(reason);
            Assert.Equal(reason.IsMachine(), answer?.Status is 503 or 507);
            if (reason.IsPassing())
                Assert.NotNull(answer!.RetryAfter);
        }
    }

    [Theory]
    [InlineData(5, FaultReason.InUse)]
    [InlineData(6, FaultReason.InUse)]
    [InlineData(8, FaultReason.ReadOnly)]
    [InlineData(14, FaultReason.ReadOnly)]
    [InlineData(10, FaultReason.DiskError)]
    [InlineData(11, FaultReason.DiskError)]
    [InlineData(13, FaultReason.DiskFull)]
    public void The_databases_own_codes_are_reasons_however_deep_they_lie(int code, FaultReason reason) =>
        Assert.Equal(reason, StorageFaults.ReasonOf(new DbUpdateException("x", new SqliteException("y", code))));

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_database_that_another_holds_is_503_and_work_goes_on_when_it_is_free()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        await using var other = new SqliteConnection($"Data Source={service.Get<DataFolder>().Database};Pooling=False");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();

        var answer = await client.PostAsync("/producer/upload", Address());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("/producer/upload", Address())).StatusCode);
    }

    [Fact]
    public async Task A_nearly_full_disk_takes_no_new_work_and_lets_songs_be_deleted()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((StorageOptions storage) => storage with { MinFreeSpace = long.MaxValue }));
        using var client = service.As("ada");
        var audio = await service.AddAudioAsync("ada");

        Assert.Equal(HttpStatusCode.InsufficientStorage, (await client.PostAsync("/producer/upload", Address())).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/producer/audios/{audio}")).StatusCode);
    }

    [Fact]
    public async Task The_reserve_is_given_up_once_for_work_that_finds_the_disk_full()
    {
        var folder = Directory.CreateTempSubdirectory("unbraid-tests");
        var reserve = new Reserve(folder.FullName);
        reserve.Fill();
        Assert.Single(folder.GetFiles());
        var tries = 0;

        Assert.Equal(2, await reserve.SpendAsync(() => ++tries == 1 ? throw Full() : Task.FromResult(tries)));
        Assert.Empty(folder.GetFiles());
        await Assert.ThrowsAsync<IOException>(() => reserve.SpendAsync<int>(() => throw Full()));
        reserve.Fill();
        Assert.Single(folder.GetFiles());
        folder.Delete(recursive: true);

        static IOException Full() => new("No space left on device", 28);
    }

    private static StringContent Address() => new("""{"audioUrl":"https://example.com/x.mp3"}""", System.Text.Encoding.UTF8, "application/json");
}
