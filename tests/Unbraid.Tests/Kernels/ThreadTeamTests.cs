using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_index_is_given_out_once(int threads)
    {
        using var pool = new ThreadTeam(threads);
        for (var count = 0; count < 200; count++)
        {
            var seen = new int[count];
            pool.For(count, i => Interlocked.Increment(ref seen[i]));
            Assert.All(seen, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void A_loop_inside_a_loop_runs_to_its_end()
    {
        using var pool = new ThreadTeam(3);
        var sum = 0;
        pool.For(10, _ => pool.For(10, _ => Interlocked.Increment(ref sum)));
        Assert.Equal(100, sum);
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_pool_lives_on()
    {
        using var pool = new ThreadTeam(2);
        Assert.Throws<InvalidOperationException>(() => pool.For(100, i =>
        {
            if (i == 50)
                throw new InvalidOperationException("50");
        }));
        var sum = 0;
        pool.For(100, i => Interlocked.Add(ref sum, i));
        Assert.Equal(4950, sum);
    }

    [Fact]
    public void A_layer_allocates_nothing_after_its_first_run()
    {
        using var engine = new Engine(1);
        var (x, y) = (new float[48 * 100], new float[48 * 100]);
        var map = new FeatureMap(48, 1, 100);
        var convolution = new Convolution(engine, new ConvolutionShape(48, 48), new float[48 * 48], [], Activation.Gelu);
        var norm = new GroupNorm(engine, 4, new float[48], new float[48]);
        convolution.Run(x, map, y, map);
        norm.Run(y, map, default, y, map);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
        {
            convolution.Run(x, map, y, map);
            norm.Run(y, map, default, y, map);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
