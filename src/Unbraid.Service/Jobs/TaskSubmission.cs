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
    TaskStore tasks, TaskKinds kinds, StorageQuota quota, WakeUp wakeUp, LinkFactory links, JobOptions options)
{
    private const int MaxKeyLength = 255;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asks before a long body is read whether its task could be taken. A repetition under a known idempotency key may always come: it
    /// starts nothing.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="bytes">What its body will take, if that is known.</param>
    /// <returns>Whether it would be a new task.</returns>
    /// <exception cref="Refusal">429 for too many unfinished tasks, 507 for no room.</exception>
    public async Task<bool> AdmitAsync(HttpContext http, long bytes = 0)
    {
        var tenant = http.User.Tenant();
        if (IdempotencyKey(http.Request) is { } key && await tasks.KnowsAsync(tenant, key, http.RequestAborted))
            return false;
        if (await tasks.CountUnfinishedAsync(tenant, http.RequestAborted) >= options.MaxTasksInFlight)
            throw TooMany();
        await quota.RequireRoomAsync(tenant, http.RequestAborted, bytes);
        return true;
    }

    /// <exception cref="Refusal">409 for an idempotency key used for something else, 429 for too many unfinished
    /// tasks, 507 for no room.</exception>
    public async Task<Created<TaskIdDto>> SubmitAsync<TInput>(HttpContext http, Submission<TInput> request)
    {
        var id = (await AddAsync(http, request)).Id;
        return TypedResults.Created($"/producer/tasks?taskId={id}", new TaskIdDto { TaskId = id.ToString() });
    }

    /// <summary>The same, for an endpoint with an answer of its own.</summary>
    /// <returns>The task, or the earlier one of the same idempotency key.</returns>
    /// <exception cref="Refusal">As <see cref="SubmitAsync"/>.</exception>
    public async Task<TaskRow> AddAsync<TInput>(HttpContext http, Submission<TInput> request)
    {
        await AdmitAsync(http, request.ContentLength ?? 0);
        var json = JsonSerializer.Serialize(request.Input, JsonSerializerOptions.Web);
        var key = IdempotencyKey(http.Request);
        var now = await tasks.NowAsync(http.RequestAborted);
        var task = new TaskRow
        {
            Id = Guid.CreateVersion7(now),
            Tenant = http.User.Tenant(),
            Kind = request.Kind,
            Input = json,
            AudioId = request.AudioId,
            ContentHash = request.ContentHash,
            ContentLength = request.ContentLength,
            Model = request.Model,
            IdempotencyKey = key,
            RequestHash = key is null
                ? null
                : Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Kind}\n{request.ContentHash}\n{json}{request.CallbackUrl}{request.ContentLength}"))),
            CallbackUrl = request.CallbackUrl,
            LinkBase = request.CallbackUrl is null ? null : links.BaseOf(http.Request),
            TraceParent = Activity.Current?.Id,
            CreatedAt = now,
        };
        var admission = await tasks.AddAsync(task, http.RequestAborted);
        switch (admission.Kind)
        {
            case AdmissionKind.KeyClash:
                throw new Refusal(
                    StatusCodes.Status409Conflict, "This Idempotency-Key was used for another request; use a new one.");
            case AdmissionKind.TooMany:
                throw TooMany();
            case AdmissionKind.TooFast:
                throw RateLimits.TooFast(s_pause);
        }

        wakeUp.Signal(kinds[request.Kind].Lane);
        return admission.Task;
    }

    private Refusal TooMany() => new(
        StatusCodes.Status429TooManyRequests,
        $"You have {options.MaxTasksInFlight} unfinished tasks, the most allowed {Setting.Limit(nameof(options.MaxTasksInFlight))}; wait for one to end.")
    {
        RetryAfter = s_pause,
    };

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

/// <summary>A checked request for a task.</summary>
/// <param name="Kind">Name of the handler.</param>
/// <param name="Input">What was asked, of the handler's own type.</param>
/// <param name="CallbackUrl">Where the end is to be reported.</param>
internal sealed record Submission<TInput>(string Kind, TInput Input, string? CallbackUrl)
{
    /// <summary>The audio that the task reads.</summary>
    public Guid? AudioId { get; init; }

    /// <summary>The stored content that the task reads.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Bytes of the content that is to come in requests of their own.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The model that was asked for by name.</summary>
    public string? Model { get; init; }
}
