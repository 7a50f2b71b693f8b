namespace Unbraid.Service.Api;

/// <summary>A request is refused. Thrown anywhere below the API, answered as a problem document.</summary>
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
