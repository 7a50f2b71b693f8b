using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Unbraid.Service.Http;
using Unbraid.Service.Outbound;

namespace Unbraid.Service.Tests;

public class IdempotencyTests
{
    private static readonly Dictionary<string, (string One, string Other)> s_bodies = new()
    {
        ["/producer/upload"] = ("""{"audioUrl":"https://example.com/a.mp3"}""", """{"audioUrl":"https://example.com/b.mp3"}"""),
        ["/producer/uploads"] = ("10", "11"), // in the header Upload-Length
        ["/producer/stems"] = ("""{"audioId":"AUDIO"}""", """{"audioId":"AUDIO","format":"flac"}"""),
        ["/producer/mix"] = ("""{"taskId":"STEMS"}""", """{"taskId":"STEMS","format":"flac"}"""),
        ["/producer/package"] = ("""{"taskId":"STEMS","format":"zip"}""", """{"taskId":"STEMS","format":"reaper"}"""),
        ["/producer/download"] = ("""{"audioId":"AUDIO"}""", """{"audioId":"AUDIO","format":"flac"}"""),
        ["/producer/download-video"] = ("""{"audioId":"AUDIO"}""", """{"audioId":"AUDIO","preset":"simple"}"""),
        ["/producer/audios"] = ("""{"action":"create_music","soundPrompt":"a waltz"}""", """{"action":"create_music","soundPrompt":"a march"}"""),
    };

    [Fact]
    public async Task In_every_operation_a_key_belongs_to_one_request_of_one_tenant()
    {
        await using var service = await RunningService.StartAsync(settings => settings
            .With((HttpOptions http) => http with { SubmissionsPerMinute = 1000 }).With((OutboundOptions calls) => calls with { FetchTimeout = TimeSpan.FromSeconds(1) }));
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var audioId = await service.AddAudioAsync("ada");
        var theirs = await service.AddAudioAsync("bob");
        var (stems, theirStems) = (await service.AddStemsAsync("ada", audioId), await service.AddStemsAsync("bob", theirs));
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var posts = ApiOperation.All(document).Where(operation => operation.StartsWork).ToList();

        Assert.NotEmpty(posts);
        foreach (var path in posts.Select(operation => operation.Path))
        {
            var (one, other) = s_bodies[path];
            var key = $"key of {path}";
            var (status, first) = await SendAsync(ada, path, key, one, audioId, stems);
            Assert.Equal(HttpStatusCode.Created, status);
            Assert.Equal((HttpStatusCode.Created, first), await SendAsync(ada, path, key, one, audioId, stems));
            Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(ada, path, key, other, audioId, stems)).Status);
            var (taken, second) = await SendAsync(bob, path, key, one, theirs, theirStems);
            Assert.Equal(HttpStatusCode.Created, taken);
            Assert.NotEqual(first, second);
        }
    }

    private static async Task<(HttpStatusCode Status, string? TaskId)> SendAsync(HttpClient client, string path, string key, string body, Guid audioId, Guid stems)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body.Replace("AUDIO", audioId.ToString(), StringComparison.Ordinal).Replace("STEMS", stems.ToString(), StringComparison.Ordinal), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Upload-Length", body);
        using var response = await client.SendAsync(request);
        var answer = await response.ReadJsonAsync();
        return (response.StatusCode, answer.TryGetProperty("taskId", out var id) ? id.GetString() : null);
    }
}
