namespace Unbraid.Service;

/// <summary>The service as one call.</summary>
public static class ServiceHost
{
    /// <summary>Runs the service until cancelled, then drains it. Says on stderr in one sentence why it could not start.</summary>
    /// <returns>0 after an orderly stop, 1 if it could not start.</returns>
    public static Task<int> RunAsync(ServiceOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();
}
