using System.Numerics.Tensors;

namespace Unbraid.Separation.Ensembles;

/// <summary>Merges values one by one.</summary>
internal static class Merging
{
    /// <summary>Merges real numbers; the result goes to the first row.</summary>
    /// <param name="value">Which value counts.</param>
    /// <param name="weights">Weights for the average, one for each row.</param>
    /// <param name="rows">Values, [models][at least length].</param>
    /// <param name="length">How many of each row.</param>
    public static void Merge(MergeValue value, IReadOnlyList<float> weights, float[][] rows, int length)
    {
        switch (value)
        {
            case MergeValue.Average:
                Average(weights, rows, length);
                break;
            case MergeValue.Median:
                Median(rows, length);
                break;
            default:
                for (var i = 0; i < length; i++)
                    rows[0][i] = rows[Extreme(value, rows, null, i)][i];
                break;
        }
    }

    /// <summary>Merges complex numbers; the result goes to the first rows.</summary>
    public static void Merge(MergeValue value, IReadOnlyList<float> weights, float[][] re, float[][] im, int length)
    {
        if (value is MergeValue.Average or MergeValue.Median)
        {
            Merge(value, weights, re, length);
            Merge(value, weights, im, length);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            var chosen = Extreme(value, re, im, i);
            (re[0][i], im[0][i]) = (re[chosen][i], im[chosen][i]);
        }
    }

    private static void Average(IReadOnlyList<float> weights, float[][] rows, int length)
    {
        var mean = rows[0].AsSpan(0, length);
        var total = weights.Sum();
        TensorPrimitives.Multiply(mean, weights[0] / total, mean);
        for (var m = 1; m < rows.Length; m++)
            TensorPrimitives.MultiplyAdd(rows[m].AsSpan(0, length), weights[m] / total, mean, mean);
    }

    private static void Median(float[][] rows, int length)
    {
        var values = new float[rows.Length];
        for (var i = 0; i < length; i++)
        {
            for (var m = 0; m < rows.Length; m++)
                values[m] = rows[m][i];
            Array.Sort(values);
            rows[0][i] = 0.5f * (values[(rows.Length - 1) / 2] + values[rows.Length / 2]);
        }
    }

    private static int Extreme(MergeValue value, float[][] re, float[][]? im, int i)
    {
        var chosen = 0;
        for (var m = 1; m < re.Length; m++)
        {
            var (power, best) = (Power(m), Power(chosen));
            if (value == MergeValue.Min ? power < best : power > best)
                chosen = m;
        }

        return chosen;

        float Power(int m) => (re[m][i] * re[m][i]) + (im is null ? 0 : im[m][i] * im[m][i]);
    }
}
