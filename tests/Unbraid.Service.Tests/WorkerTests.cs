using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Service.Jobs;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class WorkerTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_failed_task_says_why_and_an_unforeseen_error_keeps_its_text_to_itself()
    {
        var errors = new Queue<Exception>([new Refusal(422, "The file holds no sound."), new InvalidOperationException("secret detail")]);
        await using var service = await StartAsync((_, _, _) => Task.FromException(errors.Dequeue()));
        using var client = service.As("ada");

        var foreseen = await client.WaitAsync(await SubmitAsync(service, client));
        var unforeseen = await client.WaitAsync(await SubmitAsync(service, client));

        Assert.Equal("failed", foreseen.GetProperty("status").GetString());
        Assert.Equal(422, foreseen.GetProperty("errorCode").GetInt32());
        Assert.Equal("The file holds no sound.", foreseen.GetProperty("errorMessage").GetString());
        Assert.False(foreseen.TryGetProperty("result", out _));
        Assert.Equal(500, unforeseen.GetProperty("errorCode").GetInt32());
        Assert.DoesNotContain("secret", unforeseen.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_fails_the_task_with_507()
    {
        await using var service = await StartAsync((_, _, _) => Task.FromException(new IOException("No space left on device", 28)));
        using var client = service.As("ada");

        Assert.Equal(507, (await client.WaitAsync(await SubmitAsync(service, client))).GetProperty("errorCode").GetInt32());
    }

    [Fact]
    public async Task A_passing_fault_of_the_machine_is_another_attempt()
    {
        var errors = new Queue<Exception>([new AudioException(FaultReason.ToolKilled, "'x' cannot be decoded: ffmpeg was killed by signal 9; try again.")]);
        await using var service = await StartAsync((_, _, _) => errors.TryDequeue(out var error) ? Task.FromException(error) : Task.CompletedTask);
        using var client = service.As("ada");

        Assert.Equal("completed", (await client.WaitAsync(await SubmitAsync(service, client))).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(FaultReason.ToolKilled, 503)]
    [InlineData(FaultReason.OutOfHandles, 503)]
    [InlineData(FaultReason.ToolMissing, 503)]
    [InlineData(FaultReason.ReadOnly, 503)]
    [InlineData(FaultReason.DiskQuota, 507)]
    [InlineData(FaultReason.DiskFull, 507)]
    [InlineData(FaultReason.Input, 500)] // of a model's file: the song's own fault is told by who reads it
    public async Task A_fault_of_the_machine_is_never_the_tenants(FaultReason reason, int code)
    {
        await using var service = await StartAsync((_, _, _) => Task.FromException(new SeparationException(reason, "/srv/secret: apt-get install ffmpeg")));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await SubmitAsync(service, client));

        Assert.Equal(code, task.GetProperty("errorCode").GetInt32());
        Assert.DoesNotContain("secret", task.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("apt-get", task.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_seen_while_the_task_runs()
    {
        await using var service = await StartAsync(async (_, progress, stop) =>
        {
            progress.Report(0.25);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);

        while ((await client.PollAsync(task)).GetProperty("progress").GetDouble() != 0.25)
            await Task.Delay(20);
    }

    [Fact]
    public async Task Cancelling_stops_the_work_and_is_final()
    {
        var stopped = new TaskCompletionSource();
        await using var service = await StartAsync(async (_, _, stop) =>
        {
            await using var registration = stop.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = service.As("ada");
        using var stranger = service.As("bob");
        var task = await SubmitAsync(service, client);
        await client.WaitAsync(task, "processing");

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/producer/tasks/{task}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/producer/tasks?taskId={task}")).StatusCode);
        var answer = await (await client.DeleteAsync($"/producer/tasks/{task}")).ReadJsonAsync();

        Assert.Equal("cancelled", answer.GetProperty("status").GetString());
        await stopped.Task;
        Assert.Equal("cancelled", (await client.PollAsync(task)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_task_over_its_time_ends_as_timeout()
    {
        await using var service = await StartAsync((_, _, stop) => Task.Delay(Timeout.Infinite, stop), settings => settings.With((JobOptions jobs) => jobs with { TaskTimeout = TimeSpan.FromMilliseconds(200) }));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await SubmitAsync(service, client));

        Assert.Equal("timeout", task.GetProperty("status").GetString());
        Assert.Equal(504, task.GetProperty("errorCode").GetInt32());
    }

    [Fact]
    public async Task Stopping_hands_running_work_back_and_the_next_start_finishes_it()
    {
        string task;
        await using (var service = await StartAsync((_, _, stop) => Task.Delay(Timeout.Infinite, stop)))
        {
            using var client = service.As("ada");
            task = await SubmitAsync(service, client);
            await client.WaitAsync(task, "processing");
        }

        var tries = 0;
        await using var next = await StartAsync((row, _, _) => Task.FromResult(tries = row.Tries));
        using var again = next.As("ada");
        Assert.Equal("completed", (await again.WaitAsync(task)).GetProperty("status").GetString());
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task While_it_stops_new_work_is_refused_and_polls_are_answered()
    {
        var release = new TaskCompletionSource();
        await using var service = await StartAsync((_, _, _) => release.Task);
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        await client.WaitAsync(task, "processing");

        var stopping = service.App.StopAsync();
        HttpResponseMessage refused;
        while ((refused = await client.PostAsJsonAsync("/producer/stems", new { audioId = "x" })).StatusCode != HttpStatusCode.ServiceUnavailable)
            await Task.Delay(10);

        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal("processing", (await client.PollAsync(task)).GetProperty("status").GetString());
        release.SetResult();
        await stopping;
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_task_that_was_running_when_the_process_was_killed_runs_again_at_once()
    {
        Guid task;
        await using (var service = await StartAsync((_, _, _) => Task.CompletedTask))
        {
            using var client = service.As("ada");
            task = Guid.Parse(await SubmitAsync(service, client));
            await client.WaitAsync(task.ToString());
            await using var db = await service.DbAsync();
            var farAway = service.Get<TimeProvider>().GetUtcNow() + TimeSpan.FromDays(1);
            await db.Tasks.Where(t => t.Id == task).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TaskState.Processing)
                .SetProperty(t => t.LeaseUntil, farAway).SetProperty(t => t.FinishedAt, (DateTimeOffset?)null));
        }

        var attempts = 0;
        await using var next = await StartAsync((row, _, _) => Task.FromResult(attempts = row.Attempt));
        using var again = next.As("ada");
        Assert.Equal("completed", (await again.WaitAsync(task.ToString())).GetProperty("status").GetString());
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task One_tenants_long_tasks_leave_a_worker_to_the_others()
    {
        var running = 0;
        await using var service = await StartAsync(
            async (task, _, stop) =>
            {
                if (task.Tenant != "ada")
                    return;
                Interlocked.Increment(ref running);
                await Task.Delay(Timeout.Infinite, stop);
            },
            settings => settings.With((JobOptions jobs) => jobs with { SeparationWorkers = 2 }));
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        for (var i = 0; i < 3; i++)
            await SubmitAsync(service, ada);

        for (var i = 0; i < 2; i++)
        {
            var id = await bob.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("bob") });
            Assert.Equal("completed", (await bob.WaitAsync(id)).GetProperty("status").GetString());
        }

        Assert.Equal(1, running);
    }

    private Task<RunningService> StartAsync(
        Func<TaskRow, IProgress<double>, CancellationToken, Task> work, Func<ServiceSettings, ServiceSettings>? configure = null) =>
        RunningService.StartAsync(configure, services => services.ReplaceStems(work), _data);

    private static async Task<string> SubmitAsync(RunningService service, HttpClient client) =>
        await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada") });
}
