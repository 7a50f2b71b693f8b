using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>Does the work of one kind of task.</summary>
internal interface ITaskHandler
{
    /// <summary>The name in the task's row, and the <c>type</c> that clients see.</summary>
    string Kind { get; }

    /// <summary>What <see cref="Present"/> gives; its schema and its example are those of the results of this kind.</summary>
    Type ResultType { get; }

    Lane Lane { get; }

    /// <summary>Whether a stop of the service waits for this task for a while, because it costs money that breaking off would waste.</summary>
    bool IsWorthWaitingFor(TaskRow task) => false;

    /// <summary>
    /// Does the work. May be run again after being killed anywhere, and must then come to the same end without leaving anything
    /// twice.
    /// </summary>
    /// <exception cref="Refusal">The task cannot be done; the message is for the user.</exception>
    Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken);

    /// <summary>The stored result as clients see it, with fresh links.</summary>
    object Present(string result, LinkSigner links);
}

/// <summary>
/// What a handler leaves: JSON for the row and, if it made one, an audio that is saved in the same transaction.
/// </summary>
/// <param name="Result">Of the handler's own type.</param>
/// <param name="NewAudio">Saved together with the result.</param>
/// <param name="WhenSaved">What is to be done then; a kill in between leaves it undone.</param>
internal sealed record TaskOutcome(string Result, AudioRow? NewAudio = null, Func<Task>? WhenSaved = null)
{
    /// <summary>The model that did the work, if one did and the request left the choice to the service.</summary>
    public string? Model { get; init; }
}
