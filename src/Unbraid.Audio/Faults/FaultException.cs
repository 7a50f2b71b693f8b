namespace Unbraid.Audio;

/// <summary>
/// Something could not be done, for a reason. The message is one sentence for the user of this machine: what, which file, what to do.
/// </summary>
public abstract class FaultException : Exception, IFault
{
    private protected FaultException(FaultReason reason, string message, Exception? innerException = null)
        : base(PlainText.Sentence(message), innerException) => Reason = reason;

    /// <summary>Why, for programs.</summary>
    public FaultReason Reason { get; }

    /// <summary>
    /// The message without the name of the file that it begins with, where it does: <c>is empty; there is no sound in it.</c>
    /// </summary>
    internal string? Complaint { get; init; }
}

/// <summary>An exception that knows its reason.</summary>
internal interface IFault
{
    FaultReason Reason { get; }
}
