using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Unbraid.Service.Outbound;

/// <summary>Writes the request that reports a task's end, after Standard Webhooks 1.0.0.</summary>
internal sealed class WebhookMessage(
    TaskKinds kinds, LinkFactory links, SigningKey key, IOptions<JsonOptions> json, TimeProvider clock)
{
    /// <summary>The request for a task that has ended; each attempt has the same id, a new time and fresh links.</summary>
    public HttpRequestMessage For(TaskRow task)
    {
        var seen = kinds.Present(new SeenTask(task, Place: null), links.For(task.LinkBase!));
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Payload($"task.{task.State.Name()}", seen.FinishedAt!, seen), json.Value.SerializerOptions);
        var id = $"msg_{task.Id:N}";
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, task.CallbackUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{now}");
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(key, task.Tenant, id, now, body));
        return request;
    }

    private sealed record Payload(string Type, string Timestamp, TaskDto Data);
}
