using Unbraid.Audio;

namespace Unbraid.Service;

/// <summary>How many files and connections the process may have open at once.</summary>
public static class HandleLimit
{
    /// <summary>What the service has open when it has started, each of its assemblies among it, and a little for work.</summary>
    private const int Least = 400;

    /// <summary>The same with files of running tasks, pipes of their children, and some hundred connections.</summary>
    private const int Enough = 1024;

    private const int FewestConnections = 10;
    private const int MostConnections = 10_000;

    /// <summary>How many connections there may be where nobody says it: each may have a file open too, and what the service itself needs is left.</summary>
    /// <param name="handles">How many files and connections the process may have open, null if there is no limit.</param>
    internal static long ConnectionsAt(long? handles) => Math.Clamp(((handles ?? long.MaxValue) - Least) / 2, FewestConnections, MostConnections);

    private static readonly string s_remedy = $"raise the limit with 'ulimit -n {Enough}', or LimitNOFILE of systemd.";

    /// <summary>A sentence for the operator if the limit does not do for a start, else null. To be asked before anything else is loaded.</summary>
    public static string? Refusal() => ProcessLimits.OpenFiles is { } limit and < Least
        ? $"Only {limit} files and connections may be open at once, and the service needs {Least} to start and {Enough} to work: {s_remedy}"
        : null;

    /// <summary>A sentence for the operator if the limit is low, else null.</summary>
    internal static string? Warning() => ProcessLimits.OpenFiles is { } limit and < Enough
        ? $"Only {limit} files and connections may be open at once, and {Enough} should be, or some requests and tasks will fail under load: {s_remedy}"
        : null;
}
