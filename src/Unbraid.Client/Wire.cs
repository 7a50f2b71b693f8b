using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Unbraid.Client;

/// <summary>The JSON of requests and answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TaskInfo))]
[JsonSerializable(typeof(Page<TaskInfo>), TypeInfoPropertyName = "TaskPage")]
[JsonSerializable(typeof(Page<AudioInfo>), TypeInfoPropertyName = "AudioPage")]
[JsonSerializable(typeof(AudioInfo))]
[JsonSerializable(typeof(TaskReference))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(UploadedAudio))]
[JsonSerializable(typeof(GeneratedAudio))]
[JsonSerializable(typeof(ExportedAudio))]
[JsonSerializable(typeof(MixedStems))]
[JsonSerializable(typeof(StemPackage))]
[JsonSerializable(typeof(RenderedVideo))]
[JsonSerializable(typeof(Dictionary<string, Uri>), TypeInfoPropertyName = "Links")]
[JsonSerializable(typeof(SeparationRequest))]
[JsonSerializable(typeof(MixRequest))]
[JsonSerializable(typeof(GenerationRequest))]
internal sealed partial class Wire : JsonSerializerContext
{
    /// <summary>A request body: the members of a request, and those that it shares with others.</summary>
    public static JsonObject Body<T>(T? request, JsonTypeInfo<T> type, SubmitOptions? options, params (string Name, string? Value)[] members)
    {
        var body = request is null ? [] : (JsonObject)JsonSerializer.SerializeToNode(request, type)!;
        foreach (var (name, value) in members.Where(member => member.Value is not null))
            body[name] = value;
        if (options?.CallbackUrl is { } callback)
            body["callbackUrl"] = callback.OriginalString;
        return body;
    }
}

internal sealed record TaskReference(string TaskId);

internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
