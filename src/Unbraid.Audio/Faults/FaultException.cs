namespace Unbraid.Audio;

/// <summary>
/// Something could not be done, for a reason. The message is one sentence for the user of this machine: what, which file, what to do.
/// </summary>
public abstract class FaultException(FaultReason reason, string message, Exception? innerException = null)
    : Exception(PlainText.Sentence(message), innerException), IFault
{
    public FaultReason Reason { get; } = reason;

    /// <summary>
    /// The message without the name of the file that it begins with, where it does: <c>is empty; there is no sound in it.</c>
    /// </summary>
    public string? Complaint { get; init; }
}

/// <summary>An exception that knows its reason.</summary>
internal interface IFault
{
    FaultReason Reason { get; }
}
