using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

internal static class KernelAssert
{
    // An engine runs one thing at a time, so each thread that runs tests has its own.
    [ThreadStatic]
    private static List<Engine>? s_engines;

    /// <summary>Every size at which something can go wrong around the widths of vectors and blocks.</summary>
    public static IEnumerable<int> Sizes => Enumerable.Range(1, 130);

    /// <summary>Every kernel set that runs here, at 1, 2 and 3 threads.</summary>
    public static void ForEveryEngine(Action<Engine> body)
    {
        s_engines ??= [.. from set in KernelSelection.Available from threads in Enumerable.Range(1, 3) select new Engine(threads, set)];
        foreach (var engine in s_engines)
            body(engine);
    }

    /// <summary>Fails unless all values are within the tolerance, relative above 1 and absolute below.</summary>
    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var limit = tolerance * Math.Max(1, Math.Abs(expected[i]));
            if (!(Math.Abs(expected[i] - actual[i]) <= limit))
                Assert.Fail($"{what}: [{i}] is {actual[i]:R}, expected {expected[i]:R} within {limit}.");
        }
    }
}
