using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.OpenApi;

/// <summary>The examples in the OpenAPI document: those that the types themselves give, and of tasks one for each kind and each way to end.</summary>
internal sealed class Examples(TaskKinds kinds, JsonSerializerOptions json)
{
    private const string NextCursor = "MTc3MDM3NzQ3MjM0NQ";

    /// <summary>The example of a request type.</summary>
    public JsonNode? Of(Type type) => Instance(type) is { } example ? JsonSerializer.SerializeToNode(example, type, json) : null;

    /// <summary>The examples of an answer by its type; none where the type has none.</summary>
    public IReadOnlyDictionary<string, JsonNode> Answers(Type? type)
    {
        if (type == typeof(TaskDto))
            return Tasks();
        if (type?.IsGenericType == true && type.GetGenericTypeDefinition() == typeof(Page<>))
            return Named("list", Of(type.GetGenericArguments()[0]) is { } item ? List(item) : null);
        return Named("answer", type is null ? null : Of(type));
    }

    /// <summary>An example of a list of tasks.</summary>
    public JsonNode TaskList() => List(Running(), Failed());

    public static JsonNode Problem(string status)
    {
        var (code, meaning) = (int.Parse(status, CultureInfo.InvariantCulture), Meaning(status));
        var title = ReasonPhrases.GetReasonPhrase(code);
        return new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = title,
            ["status"] = code,
            ["detail"] = code == 400 ? "audioId must be given" : meaning,
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["statusCode"] = code,
            ["message"] = code == 400 ? new JsonArray("audioId must be given") : meaning,
            ["error"] = title,
        };
    }

    public static string Meaning(string status) => status switch
    {
        "400" => "A field is missing or wrong; every wrong one is named.",
        "401" => "No token, or one that is not valid.",
        "404" => "Unknown, or another tenant's.",
        "408" => "The body came too slowly.",
        "409" => "The Idempotency-Key was used for another request, or an upload has come less far, or farther, than the request says.",
        "410" => "What was asked for was here, and has ended.",
        "412" => "The version of the protocol is not one that the service speaks.",
        "413" => "The body is larger than allowed.",
        "415" => "The body is of a media type that is not taken.",
        "429" => "Too many requests, or too many unfinished tasks; see the header Retry-After.",
        "503" => "The service is stopping; see the header Retry-After.",
        _ => ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture)),
    };

    private static object? Instance(Type type) =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IExample<>))
            ? type.GetProperty(nameof(IExample<>.Example), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)
            : null;

    private Dictionary<string, JsonNode> Tasks()
    {
        var tasks = new Dictionary<string, JsonNode> { ["waiting"] = Waiting(), ["processing"] = Running() };
        foreach (var kind in kinds.All)
            tasks[kind.Kind] = Json(Ended(TaskState.Completed) with { Type = kind.Kind, Result = Instance(kind.ResultType) });
        tasks["failed"] = Failed();
        return tasks;
    }

    private JsonNode Waiting() => Json(Task(TaskState.Pending) with { QueuePosition = 3, EstimatedFinishAt = "2026-02-06T10:34:50.000Z" });

    private JsonNode Running() =>
        Json(Task(TaskState.Processing) with { Progress = 0.42, EstimatedFinishAt = "2026-02-06T10:31:12.000Z" });

    private JsonNode Failed() => Json(Ended(TaskState.Failed) with { ErrorMessage = "The file holds no sound.", ErrorCode = 422 });

    private static TaskDto Ended(TaskState state) =>
        Task(state) with { Progress = state == TaskState.Completed ? 1 : 0.42, FinishedAt = "2026-02-06T10:31:12.345Z", DurationMs = 72_345 };

    private static TaskDto Task(TaskState state) => new()
    {
        TaskId = TaskIdDto.Example.TaskId,
        Type = "stems",
        Status = state,
        Progress = 0,
        CreatedAt = "2026-02-06T10:30:00.000Z",
    };

    private JsonNode Json(TaskDto task) => JsonSerializer.SerializeToNode(task, json)!;

    private static JsonObject List(params JsonNode[] items) => new() { ["items"] = new JsonArray(items), ["nextCursor"] = NextCursor };

    private static Dictionary<string, JsonNode> Named(string name, JsonNode? example) => example is null ? [] : new() { [name] = example };
}
