namespace Unbraid.Service;

/// <summary>
/// A request is refused, or a task cannot be done; the message is for the user. During a request it is answered as a problem document, in a
/// task it becomes the task's error.
/// </summary>
internal sealed class Refusal : Exception
{
    public Refusal(int status, string message) : base(message) => Status = status;

    /// <param name="status">HTTP status.</param>
    /// <param name="messages">One sentence for each wrong field.</param>
    public Refusal(int status, IReadOnlyList<string> messages) : base(string.Join("; ", messages))
    {
        Status = status;
        Messages = messages;
    }

    public int Status { get; }

    public IReadOnlyList<string>? Messages { get; }

    public TimeSpan? RetryAfter { get; init; }
}
