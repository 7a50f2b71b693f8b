using Unbraid.Service.Http;

namespace Unbraid.Service.Jobs;

/// <summary>The handlers by the name in a task's row.</summary>
internal sealed class TaskKinds(IEnumerable<ITaskHandler> handlers)
{
    private readonly Dictionary<string, ITaskHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    /// <summary>All kinds, in the order in which their features were added.</summary>
    public IReadOnlyList<ITaskHandler> All { get; } = [.. handlers];

    public ITaskHandler this[string kind] => _handlers[kind];

    /// <summary>A task as clients see it, whichever way they look: poll, list, event or callback.</summary>
    public TaskDto Present(SeenTask task, LinkSigner links) =>
        TaskDto.From(task.Row, task.Row.Result is { } stored ? _handlers[task.Row.Kind].Present(stored, links) : null, task.Place);

    /// <summary>The lane of a kind; null where only another version of the service knows it.</summary>
    public Lane? LaneOf(string kind) => _handlers.GetValueOrDefault(kind)?.Lane;

    public IReadOnlyList<string> In(Lane lane) =>
        [.. All.Where(handler => handler.Lane == lane).Select(handler => handler.Kind)];
}
