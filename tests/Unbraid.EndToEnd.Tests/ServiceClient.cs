using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Unbraid.EndToEnd.Tests;

/// <summary>A tenant of a service that runs as a process of its own.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly TestFolder _folder;
    private readonly CancellationToken _limit;

    private ServiceClient(HttpClient http, TestFolder folder, CancellationToken limit) => (Http, _folder, _limit) = (http, folder, limit);

    public HttpClient Http { get; }

    /// <summary>Waits until the service listens.</summary>
    /// <param name="folder">Has the service's data under a name.</param>
    /// <param name="service">The process.</param>
    /// <param name="data">That name.</param>
    public static async Task<ServiceClient> OfAsync(TestFolder folder, CliProcess service, string data = "data")
    {
        // "Unbraid listens on http://127.0.0.1:40123; its data ..."
        var line = await service.ErrorLineAsync("Unbraid listens on ");
        var start = line.IndexOf("http://", StringComparison.Ordinal);
        var token = Assert.Single((await folder.RunAsync("token", "--subject", "ada", "--data", folder.At(data))).Exited(0).Output);
        var http = new HttpClient { BaseAddress = new Uri(line[start..line.IndexOf(';', start)]) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ServiceClient(http, folder, service.Limit);
    }

    /// <summary>The id of a song of two seconds.</summary>
    public async Task<string> UploadAsync()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(File.ReadAllBytes(_folder.Song("upload.wav", 2))), "file", "song.wav" } };
        var task = await TaskAsync(await Http.PostAsync("/producer/upload", form, _limit));
        return task.GetProperty("result").GetProperty("audioId").GetString()!;
    }

    /// <summary>Takes a song apart without naming a model, and tells which one did it.</summary>
    public async Task<string?> ModelUsedAsync() =>
        (await TaskAsync(await Http.PostAsJsonAsync("/producer/stems", new { audioId = await UploadAsync() }, _limit))).GetProperty("model").GetString();

    /// <summary>Waits for the task that an answer names to complete.</summary>
    public async Task<JsonElement> TaskAsync(HttpResponseMessage answer)
    {
        Assert.Equal(201, (int)answer.StatusCode);
        var taskId = (await answer.Content.ReadFromJsonAsync<JsonElement>(_limit)).GetProperty("taskId").GetString();
        while (true)
        {
            var task = await Http.GetFromJsonAsync<JsonElement>($"/producer/tasks?taskId={taskId}", _limit);
            switch (task.GetProperty("status").GetString())
            {
                case "completed":
                    return task;
                case "pending" or "ready" or "assigned" or "processing":
                    await Task.Delay(100, _limit);
                    break;
                default:
                    Assert.Fail(task.ToString());
                    break;
            }
        }
    }

    public void Dispose() => Http.Dispose();
}
