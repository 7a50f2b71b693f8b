using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

internal static class KernelAssert
{
    /// <summary>Every kernel set that runs here, at 1, 2 and 3 threads.</summary>
    public static void ForEveryEngine(Action<Engine> body)
    {
        foreach (var set in KernelSelection.Available)
        {
            for (var threads = 1; threads <= 3; threads++)
            {
                using var engine = new Engine(threads, set);
                body(engine);
            }
        }
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
