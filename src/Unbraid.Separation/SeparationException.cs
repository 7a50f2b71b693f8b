using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A separation cannot be done as asked.</summary>
public class SeparationException : FaultException
{
    /// <summary>What was asked is to blame: <see cref="FaultReason.Request"/>.</summary>
    internal SeparationException(string message, Exception? innerException = null) : base(FaultReason.Request, message, innerException)
    {
    }

    internal SeparationException(FaultReason reason, string message, Exception? innerException = null) : base(reason, message, innerException)
    {
    }

    /// <summary>What helps, where the message leaves that to the program that shows it.</summary>
    internal Remedy? Remedy { get; init; }
}
