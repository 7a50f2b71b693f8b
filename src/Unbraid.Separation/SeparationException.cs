using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A separation cannot be done as asked.</summary>
public class SeparationException : FaultException
{
    /// <summary>What was asked is to blame: <see cref="FaultReason.Request"/>.</summary>
    public SeparationException(string message, Exception? innerException = null) : base(FaultReason.Request, message, innerException)
    {
    }

    public SeparationException(FaultReason reason, string message, Exception? innerException = null) : base(reason, message, innerException)
    {
    }
}
