using Unbraid.Audio;

namespace Unbraid.Service;

/// <summary>
/// The service cannot start or do as asked. The message is one sentence for the operator: what, which value, what to do.
/// </summary>
public sealed class ServiceException : FaultException
{
    /// <summary>A setting is to blame: <see cref="FaultReason.Request"/>.</summary>
    public ServiceException(string message, Exception? innerException = null) : base(FaultReason.Request, message, innerException)
    {
    }

    public ServiceException(FaultReason reason, string message, Exception? innerException = null) : base(reason, message, innerException)
    {
    }
}
