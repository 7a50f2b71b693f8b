using Unbraid.Separation.Classic;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class RunningMedianTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 1)]
    [InlineData(5, 100)]
    [InlineData(19, 7)]
    [InlineData(31, 200)]
    public void Each_value_is_the_median_of_its_mirrored_window(int window, int length)
    {
        var random = new Random(window);
        float[] source = [.. Enumerable.Range(0, length).Select(_ => (float)random.Next(20))];
        var filtered = new float[length];
        new RunningMedian(window).Filter(source, filtered);

        for (var i = 0; i < length; i++)
        {
            var values = Enumerable.Range(i - window / 2, window).Select(j => source[Mirror(j, length)]).Order().ToArray();
            Assert.Equal(values[window / 2], filtered[i]);
        }
    }

    private static int Mirror(int i, int length)
    {
        while (i < 0 || i >= length)
            i = i < 0 ? -1 - i : 2 * length - 1 - i;
        return i;
    }
}
