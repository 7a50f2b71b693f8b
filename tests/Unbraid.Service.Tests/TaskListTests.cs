using System.Net;
using System.Text.Json;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public class TaskListTests
{
    [Fact]
    public async Task Pages_hold_every_task_once_newest_first_and_nobody_elses()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        using var stranger = service.As("bob");
        await stranger.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("bob") });
        var audioId = await service.AddAudioAsync("ada");
        var submitted = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            submitted.Add(await client.SubmitAsync("/producer/stems", new { audioId }));
            await Task.Delay(2); // Two tasks of one millisecond have no order.
        }

        var listed = new List<string>();
        for (string? query = "?limit=2"; query is not null;)
        {
            var page = await (await client.GetAsync($"/producer/tasks{query}")).ReadJsonAsync();
            listed.AddRange(page.GetProperty("items").EnumerateArray().Select(task => task.GetProperty("taskId").GetString()!));
            query = page.TryGetProperty("nextCursor", out var cursor) ? $"?limit=2&cursor={cursor.GetString()}" : null;
        }

        Assert.Equal(submitted.AsEnumerable().Reverse(), listed);
    }

    [Fact]
    public async Task A_task_looks_in_the_list_as_it_does_in_a_poll()
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = service.As("ada");
        var id = await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada") });
        var task = await client.WaitAsync(id);

        var completed = await ListAsync(client, "?status=completed");
        var byAddress = await (await client.GetAsync($"/producer/tasks/{id}")).ReadJsonAsync();

        Assert.Equal(WithoutResult(task), WithoutResult(Assert.Single(completed)));
        Assert.Equal(WithoutResult(task), WithoutResult(byAddress));
        Assert.True(completed[0].TryGetProperty("result", out _));
        Assert.Empty(await ListAsync(client, "?status=failed"));
    }

    [Theory]
    [InlineData("?limit=0", "limit must be a whole number from 1 to 100")]
    [InlineData("?limit=-1", "limit must be a whole number from 1 to 100")]
    [InlineData("?limit=1e9", "limit must be a whole number from 1 to 100")]
    [InlineData("?limit=1000000000", "limit must be a whole number from 1 to 100")]
    [InlineData("?limit=x", "limit must be a whole number from 1 to 100")]
    [InlineData("?limit=", "limit must be a whole number from 1 to 100")]
    [InlineData("?cursor=", "cursor must be the nextCursor of an earlier answer")]
    [InlineData("?cursor=garbage", "cursor must be the nextCursor of an earlier answer")]
    [InlineData("?cursor=%00%ff", "cursor must be the nextCursor of an earlier answer")]
    [InlineData("?cursor=OTk5OTk5OTk5OTk5OTk5OTk5LjAxOWE4ZjNlNWIxYzdkNDI5ZTZhMmYwYzhkMWI3YTU1", "cursor must be the nextCursor of an earlier answer")]
    [InlineData("?status=done", "status must be one of pending, ready, assigned, processing, completed, failed, cancelled, timeout")]
    [InlineData("?status=Completed&limit=0&cursor=*", "limit must be a whole number from 1 to 100", "cursor must be the nextCursor of an earlier answer", "status must be one of pending, ready, assigned, processing, completed, failed, cancelled, timeout")]
    [InlineData("?taskId=", "taskId must not be empty")]
    public async Task Every_wrong_parameter_is_named(string query, params string[] messages)
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");

        var response = await client.GetAsync($"/producer/tasks{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(messages, (await response.ReadJsonAsync()).GetProperty("message").EnumerateArray().Select(m => m.GetString()));
    }

    private static Task<RunningService> StartAsync(Func<TaskRow, IProgress<double>, CancellationToken, Task>? work = null) =>
        RunningService.StartAsync(
            replace: services => services.ReplaceStems(work ?? ((_, _, stop) => Task.Delay(Timeout.Infinite, stop))));

    private static async Task<List<JsonElement>> ListAsync(HttpClient client, string query) =>
        [.. (await (await client.GetAsync($"/producer/tasks{query}")).ReadJsonAsync()).GetProperty("items").EnumerateArray()];

    // Links are made anew each time.
    private static string WithoutResult(JsonElement task) =>
        string.Join('\n', task.EnumerateObject().Where(member => member.Name != "result"));
}
