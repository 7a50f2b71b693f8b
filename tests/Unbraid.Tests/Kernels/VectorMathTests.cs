using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class VectorMathTests
{
    [Fact]
    public void The_error_function_is_accurate_to_one_ten_millionth() => AtEveryWidth(new ErrorFunctions());

    [Fact]
    public void Powers_of_two_are_accurate_relative_to_themselves() => AtEveryWidth(new Powers());

    [Fact]
    public void Lanes_do_what_single_floats_do() => AtEveryWidth(new Operations());

    private static void AtEveryWidth(ICheck check)
    {
        check.Run<OneLane>();
        check.Run<Lanes>();
        if (WideLanes.IsSupported)
            check.Run<WideLanes>();
    }

    private interface ICheck
    {
        void Run<T>()
            where T : struct, ILanes<T>;
    }

    // The last lane, the first being its opposite: a function that mixes lanes up is noticed.
    private static unsafe float At<T>(float x, Func<T, T> function)
        where T : struct, ILanes<T>
    {
        var values = stackalloc float[T.Count];
        for (var i = 0; i < T.Count; i++)
            values[i] = i < T.Count - 1 ? -x : x;
        function(T.Load(values)).Store(values);
        return values[T.Count - 1];
    }

    private sealed class ErrorFunctions : ICheck
    {
        public void Run<T>()
            where T : struct, ILanes<T>
        {
            for (var x = -5f; x < 5; x += 0.00037f)
            {
                var expected = ErrorFunction.Erf(x);
                var actual = At<T>(x, VectorMath.Erf);
                Assert.True(Math.Abs(actual - expected) <= 1e-7, $"erf {x:R} is {actual:R}, expected {expected:R}.");
            }

            Assert.True(float.IsNaN(At<T>(float.NaN, VectorMath.Erf)));
            Assert.True(float.IsNaN(At<T>(float.NaN, VectorMath.Tanh)));
        }
    }

    private sealed class Powers : ICheck
    {
        public void Run<T>()
            where T : struct, ILanes<T>
        {
            for (var t = -126f; t < 127; t += 0.037f)
            {
                var expected = Math.Pow(2, t);
                var actual = At<T>(t, VectorMath.PowerOfTwo);
                Assert.True(Math.Abs(actual - expected) <= 3e-7 * expected, $"2^{t:R} is {actual:R}, expected {expected:R}.");
            }

            Assert.Equal(MathF.Pow(2, -126), At<T>(float.MinValue, VectorMath.PowerOfTwo));
        }
    }

    private sealed class Operations : ICheck
    {
        public void Run<T>()
            where T : struct, ILanes<T>
        {
            foreach (var x in new[] { -2.5f, -1f, -0f, 0f, 0.3f, 7.75f })
            {
                Assert.Equal(x + 3, At<T>(x, v => v + T.Create(3)));
                Assert.Equal(x - 3, At<T>(x, v => v - T.Create(3)));
                Assert.Equal(x * 3, At<T>(x, v => v * T.Create(3)));
                Assert.Equal(x / 3, At<T>(x, v => v / T.Create(3)));
                Assert.Equal(MathF.Min(x, 1), At<T>(x, v => T.Min(T.Create(1), v)));
                Assert.Equal(MathF.Max(x, 1), At<T>(x, v => T.Max(T.Create(1), v)));
                Assert.Equal(MathF.Abs(x), At<T>(x, T.Abs));
                Assert.Equal(MathF.Round(x), At<T>(x, T.Round));
                Assert.Equal(MathF.CopySign(4, x), At<T>(x, v => T.CopySign(T.Create(4), v)));
                Assert.Equal(x * 32, At<T>(x, v => T.Scale(v, T.Create(5))));
                Assert.Equal(x < 0.3f ? 1 : 2, At<T>(x, v => T.WhereBelow(v, T.Create(0.3f), T.Create(1), T.Create(2))));
                Assert.Equal(T.Count * (double)x, T.Create(x).Sum());
            }
        }
    }
}
