namespace Unbraid.Client;

/// <summary>The service could not do what was asked, or could not be reached.</summary>
public class UnbraidException : Exception
{
    internal UnbraidException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

/// <summary>A request was refused: the service answered 4xx or 5xx, in the end also after repetitions.</summary>
public sealed class UnbraidRequestException : UnbraidException
{
    internal UnbraidRequestException(Problem problem, TimeSpan? retryAfter) : base(problem.Detail) =>
        (Problem, RetryAfter) = (problem, retryAfter);

    /// <summary>What the service said.</summary>
    public Problem Problem { get; }

    /// <summary>When to try again, if the service said.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>A task ended as failed, cancelled or timed out.</summary>
public sealed class UnbraidTaskException : UnbraidException
{
    internal UnbraidTaskException(TaskInfo task)
        : base(task.ErrorMessage ?? (task.AudioDeletedAt is null
            ? $"The task ended as {task.Status.ToString().ToLowerInvariant()}."
            : "The song was deleted, and with it everything that was made of it.")) => Task = task;

    /// <summary>The task; its <see cref="TaskInfo.ErrorCode"/> follows the HTTP status that comes nearest.</summary>
    public TaskInfo Task { get; }
}
