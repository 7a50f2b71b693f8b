using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Unbraid.Testing;
using Xunit.v3;

[assembly: TimeLimit]

namespace Unbraid.Testing;

/// <summary>Gives every test of an assembly a time limit: one that hangs is named, and its run ends there.</summary>
/// <remarks>
/// A thread that hangs cannot be stopped from outside, so the process goes. The limit is long enough for a slow and busy machine; in
/// UNBRAID_TEST_LIMIT it can be given in seconds.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    private const int ExitCode = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("UNBRAID_TEST_LIMIT"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 300);

    private static readonly ConcurrentDictionary<string, ITimer> s_running = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        s_running[test.UniqueID] = TimeProvider.System.CreateTimer(_ => End(test), null, s_limit, Timeout.InfiniteTimeSpan);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (s_running.TryRemove(test.UniqueID, out var timer))
            timer.Dispose();
    }

    private static void End(IXunitTest test)
    {
        Console.Error.WriteLine($"{test.TestDisplayName} [HANGS]: it did not end within {s_limit.TotalSeconds:0} s, so the run ends here.");
        Console.Error.Flush();
        Environment.Exit(ExitCode);
    }
}
