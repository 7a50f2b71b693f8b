using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Http;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>Turns a checked request into a task: the one way in, for every endpoint that starts one.</summary>
internal sealed class TaskSubmission(
    TaskStore tasks, TaskKinds kinds, WakeUp wakeUp, LinkFactory links, JobOptions options, TimeProvider clock)
{
    private const int MaxKeyLength = 255;

    /// <exception cref="Refusal">409 for an idempotency key used for something else, 429 for too many unfinished
    /// tasks.</exception>
    public async Task<Created<TaskIdDto>> SubmitAsync<TInput>(
        HttpContext http, string kind, TInput input, Guid? audioId = null, string? contentHash = null)
    {
        var json = JsonSerializer.Serialize(input, JsonSerializerOptions.Web);
        var key = IdempotencyKey(http.Request);
        var callback = Callback.Of(http);
        var task = new TaskRow
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Tenant = http.User.Tenant(),
            Kind = kind,
            Input = json,
            AudioId = audioId,
            ContentHash = contentHash,
            IdempotencyKey = key,
            RequestHash = key is null
                ? null
                : Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{contentHash}\n{json}{callback?.Url}"))),
            CallbackUrl = callback?.Url,
            LinkBase = callback is null ? null : links.BaseOf(http.Request),
            TraceParent = Activity.Current?.Id,
            CreatedAt = clock.GetUtcNow(),
        };
        var admission = await tasks.AddAsync(task, http.RequestAborted);
        switch (admission.Kind)
        {
            case AdmissionKind.KeyClash:
                throw new Refusal(
                    StatusCodes.Status409Conflict, "This Idempotency-Key was used for another request; use a new one.");
            case AdmissionKind.TooMany:
                throw new Refusal(
                    StatusCodes.Status429TooManyRequests,
                    $"You have {options.MaxTasksInFlight} unfinished tasks, the most allowed {Setting.Limit(nameof(options.MaxTasksInFlight))}; wait for one to end.")
                {
                    RetryAfter = TimeSpan.FromSeconds(5),
                };
        }

        wakeUp.Signal(kinds[kind].Lane);
        var id = admission.TaskId.ToString();
        return TypedResults.Created($"/producer/tasks?taskId={id}", new TaskIdDto { TaskId = id });
    }

    private static string? IdempotencyKey(HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        return key.Length switch
        {
            0 => null,
            > MaxKeyLength => throw new Refusal(
                StatusCodes.Status400BadRequest, $"Idempotency-Key must have at most {MaxKeyLength} characters"),
            _ => key,
        };
    }
}
