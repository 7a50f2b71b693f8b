using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Tests;

public sealed class QueueTests
{
    [Fact]
    public async Task Who_waits_learns_the_place_and_when_it_will_be_done()
    {
        var clock = new ManualClock();
        await using var service = await RunningService.StartAsync(replace: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.ReplaceStems((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        });
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var (song, other) = (await service.AddAudioAsync("ada"), await service.AddAudioAsync("bob"));
        var running = await ada.SubmitAsync("/producer/stems", new { audioId = song });
        await ada.WaitAsync(running, "processing");
        var second = await NextAsync(ada, song);
        var third = await NextAsync(ada, song);
        var bobs = await NextAsync(bob, other);
        clock.Advance(TimeSpan.FromSeconds(2)); // places are read once a second

        Assert.False((await ada.PollAsync(running)).TryGetProperty("queuePosition", out _));
        Assert.Equal((1, 3, 2), (Position(await ada.PollAsync(second)), Position(await ada.PollAsync(third)), Position(await bob.PollAsync(bobs))));
        Assert.False((await ada.PollAsync(second)).TryGetProperty("estimatedFinishAt", out _));

        service.Get<WorkPace>().Record("stems", TimeSpan.FromSeconds(20), 1); // songs here are of one second
        clock.Advance(TimeSpan.FromSeconds(2));
        var now = clock.GetUtcNow();

        Assert.InRange(Finish(await ada.PollAsync(second)) - now, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(41));
        Assert.InRange(Finish(await ada.PollAsync(third)) - now, TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(81));
        var list = await ada.GetFromJsonAsync<JsonElement>("/producer/tasks?status=pending");
        Assert.All(list.GetProperty("items").EnumerateArray(), task => Assert.True(Position(task) > 0));

        async Task<string> NextAsync(HttpClient client, Guid audioId)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            return await client.SubmitAsync("/producer/stems", new { audioId });
        }
    }

    [Fact]
    public async Task A_poll_by_POST_is_a_poll()
    {
        await using var service = await RunningService.StartAsync(replace: services => services.ReplaceStems((_, _, _) => Task.CompletedTask));
        using var client = service.As("ada");
        using var stranger = service.As("bob");
        var taskId = await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada") });
        await client.WaitAsync(taskId);

        var polled = await client.PostAsJsonAsync("/producer/tasks", new { taskId });
        var foreign = await stranger.PostAsJsonAsync("/producer/tasks", new { taskId });
        var empty = await client.PostAsJsonAsync("/producer/tasks", new { });

        Assert.Equal(HttpStatusCode.OK, polled.StatusCode);
        var task = await polled.ReadJsonAsync();
        Assert.Equal((taskId, "completed", "stems"), (task.GetProperty("taskId").GetString(), task.GetProperty("status").GetString(), task.GetProperty("type").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal("taskId must be given", (await empty.ReadJsonAsync()).GetProperty("message")[0].GetString());
    }

    private static int Position(JsonElement task) => task.GetProperty("queuePosition").GetInt32();

    private static DateTimeOffset Finish(JsonElement task) => task.GetProperty("estimatedFinishAt").GetDateTimeOffset();
}
