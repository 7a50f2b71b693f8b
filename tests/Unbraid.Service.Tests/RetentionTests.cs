using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Tests;

public sealed class RetentionTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_start_sweeps_what_no_row_speaks_of()
    {
        await using (var service = await RunningService.StartAsync(dataPath: _data))
            await service.AddAudioAsync("ada");
        var kept = Directory.GetFiles(Path.Combine(_data, "objects", "audio")).Single();
        var half = Path.Combine(_data, "scratch", "half");
        await File.WriteAllTextAsync(half, "half");
        await File.WriteAllTextAsync(kept + "0", "orphan");
        var stems = Directory.CreateDirectory(Path.Combine(_data, "objects", "stems", Guid.NewGuid().ToString())).FullName;
        await File.WriteAllTextAsync(Path.Combine(stems, "vocals.wav"), "orphan");

        await using var again = await RunningService.StartAsync(dataPath: _data);

        Assert.Equal([$"audio/{Path.GetFileName(kept)}"], again.Objects());
        Assert.Empty(again.Scratch());
    }

    [Fact]
    public async Task Tasks_and_files_go_when_they_are_older_than_the_retention()
    {
        var clock = new ManualClock();
        await using var service = await RunningService.StartAsync(dataPath: _data, replace: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.ReplaceStems((_, _, _) => Task.CompletedTask);
        });
        using var client = service.As("ada");
        var task = await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada") });
        await client.WaitAsync(task);
        var janitor = service.Get<Janitor>();

        clock.Advance(TimeSpan.FromDays(6));
        await janitor.ForgetAsync();
        await janitor.SweepAsync(DateTimeOffset.MaxValue);
        Assert.Single(service.Objects());

        clock.Advance(TimeSpan.FromDays(2));
        await janitor.ForgetAsync();
        await janitor.SweepAsync(DateTimeOffset.MaxValue);
        Assert.Empty(service.Objects());
        await using var db = await service.DbAsync();
        Assert.False(await db.Tasks.AnyAsync() || await db.Audios.AnyAsync());
    }

    [Fact]
    public async Task A_song_stays_while_a_task_reads_it()
    {
        var clock = new ManualClock();
        await using var service = await RunningService.StartAsync(dataPath: _data, replace: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.ReplaceStems((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        });
        using var client = service.As("ada");
        var task = await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada") });
        await client.WaitAsync(task, "processing");
        var janitor = service.Get<Janitor>();

        clock.Advance(TimeSpan.FromDays(30));
        await janitor.ForgetAsync();
        await janitor.SweepAsync(DateTimeOffset.MaxValue);

        Assert.Single(service.Objects());
    }

    [Fact]
    public async Task A_young_file_without_a_row_is_left_alone()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        Directory.CreateDirectory(Path.Combine(_data, "objects", "audio"));
        await File.WriteAllTextAsync(Path.Combine(_data, "objects", "audio", "young"), "young");
        var janitor = service.Get<Janitor>();

        await janitor.SweepAsync(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Single(service.Objects());

        await janitor.SweepAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Empty(service.Objects());
    }
}
