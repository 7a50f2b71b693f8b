using Unbraid.Audio;

namespace Unbraid.Service;

/// <summary>How many files and connections the process may have open at once.</summary>
public static class HandleLimit
{
    /// <summary>What the service has open when it has started, each of its assemblies among it, and a little for work.</summary>
    private const int Least = 400;

    /// <summary>The same with files of running tasks, pipes of their children, and some hundred connections.</summary>
    private const int Enough = 1024;

    /// <summary>Connections that leave handles for work, where nobody says how many there may be.</summary>
    private const int MostConnections = 10_000;

    internal static long Connections => Math.Min(MostConnections, (ProcessLimits.OpenFiles ?? long.MaxValue) / 2);

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
