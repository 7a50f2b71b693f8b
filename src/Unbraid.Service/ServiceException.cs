namespace Unbraid.Service;

/// <summary>
/// The service cannot start or do as asked. The message is one sentence for the operator: what, which value, what to do.
/// </summary>
public sealed class ServiceException : Exception
{
    public ServiceException(string message) : base(message)
    {
    }

    public ServiceException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
