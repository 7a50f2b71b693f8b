using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public class StemsApiTests
{
    [Fact]
    public async Task A_request_is_answered_with_201_a_task_and_its_location()
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = service.As("ada");
        var audio = await service.AddAudioAsync("ada");

        var response = await client.PostAsJsonAsync("/producer/stems", new { audioId = audio });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var taskId = (await response.ReadJsonAsync()).GetProperty("taskId").GetString();
        Assert.Equal($"/producer/tasks?taskId={taskId}", response.Headers.Location!.OriginalString);
        var task = await client.WaitAsync(taskId!);
        Assert.Equal("completed", task.GetProperty("status").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", task.GetProperty("finishedAt").GetString());
        Assert.False(task.TryGetProperty("errorMessage", out _));
        Assert.StartsWith(service.Client.BaseAddress!.ToString(), task.GetProperty("result").GetProperty("vocals").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "audioId must be given")]
    [InlineData("""{"audioId":""}""", "audioId must not be empty")]
    [InlineData("""{"audioId":null}""", "audioId must be given")]
    [InlineData("""{"audioId":7,"residual":"yes","stems":"vocals","format":"aiff"}""", "audioId must be a string", "stems must be a list of strings", "residual must be true or false", "format must be wav, flac, mp3, m4a, ogg or opus")]
    [InlineData("""{"audioId":"x","format":"1"}""", "format must be wav, flac, mp3, m4a, ogg or opus")]
    [InlineData("""{"audioId":"x","clip":"loud"}""", "clip must be rescale, clamp or none")]
    [InlineData("[]", "the body must be a JSON object")]
    [InlineData("", "the body is not valid JSON (line 1, column 1)")]
    [InlineData("""{"model":"auto","audioId":"x""", "the body is not valid JSON at member \"audioId\" (line 1, column 29)")]
    public async Task Every_wrong_member_is_named(string json, params string[] messages)
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = service.As("ada");

        var response = await client.PostAsync("/producer/stems", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.ReadJsonAsync();
        Assert.Equal(messages, problem.GetProperty("message").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(400, problem.GetProperty("statusCode").GetInt32());
        Assert.Equal("Bad Request", problem.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Unknown_members_are_ignored()
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = service.As("ada");

        await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada"), wishes = new[] { 1, 2 } });
    }

    [Fact]
    public async Task Audio_of_another_tenant_is_as_unknown_as_none()
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = service.As("bob");
        var foreign = await service.AddAudioAsync("ada");

        foreach (var audioId in new[] { foreign.ToString(), Guid.NewGuid().ToString(), "not-an-id" })
        {
            var response = await client.PostAsJsonAsync("/producer/stems", new { audioId });
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("There is no audio with this audioId.", (await response.ReadJsonAsync()).GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Another_media_type_is_415_and_a_body_over_the_limit_413()
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = service.As("ada");

        var text = await client.PostAsync("/producer/stems", new StringContent("{}", Encoding.UTF8, "text/plain"));
        var large = await client.PostAsJsonAsync("/producer/stems", new { audioId = new string('x', 100_000) });

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Equal("application/problem+json", text.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private static Task<RunningService> StartAsync(Func<TaskRow, IProgress<double>, CancellationToken, Task> work) =>
        RunningService.StartAsync(replace: services => services.ReplaceStems(work));
}

internal static class ServiceCollectionExtensions
{
    public static void ReplaceStems(this IServiceCollection services, Func<TaskRow, IProgress<double>, CancellationToken, Task> work)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(StemsHandler)));
        services.AddSingleton<ITaskHandler>(new FakeStems(work));
    }
}
