using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unbraid.Service.Storage;

/// <summary>Where a task is in its life. The order counts: everything from <see cref="Completed"/> on is final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskState>))]
internal enum TaskState
{
    /// <summary>Waits its turn among the tenant's own tasks.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>May be taken by a worker.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>A worker has taken it.</summary>
    [JsonStringEnumMemberName("assigned")]
    Assigned,

    /// <summary>Its handler runs.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing,

    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("timeout")]
    Timeout,
}

internal static class TaskStates
{
    /// <summary>The states by the names that clients know.</summary>
    public static IReadOnlyDictionary<string, TaskState> ByName { get; } =
        Enum.GetValues<TaskState>().ToDictionary(state => state.Name());

    public static string Name(this TaskState state) => JsonSerializer.SerializeToElement(state).GetString()!;
}
