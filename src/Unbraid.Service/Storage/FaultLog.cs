using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Storage;

/// <summary>How those who go on anyway tell the operator that something failed.</summary>
internal static class FaultLog
{
    /// <summary>A fault that passes by itself is a line each time; anything else comes with all that is known of it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="e">What failed.</param>
    /// <param name="what">What it was about, and what follows.</param>
    public static void LogFault(this ILogger log, Exception e, string what)
    {
        if (StorageFaults.IsPassing(e))
            log.LogWarning("{What}: {Reason}", what, Logging.Safe(e.GetBaseException().Message));
        else
            log.LogError(e, "{What}", what);
    }
}
