using System.Text;

namespace Unbraid.Inference.Checkpoints;

/// <summary>
/// Weights made from their names by a formula: any network can be run at its full size, and twice the same, without a file.
/// Signals stay in a sane range because matrices are scaled by the number of their inputs.
/// </summary>
/// <remarks>
/// Element i of a tensor is u = unit(i·0x9E3779B97F4A7C15 + FNV-1a(name) + 0x9E3779B97F4A7C15), where unit takes the upper 24 bits
/// of SplitMix64's mixing function to [-1, 1). Vectors: 0.3 u if the name contains "scale", 1 + 0.2 u if it ends in "weight", else
/// 0.05 u. Matrices and more: u / sqrt(product of all dimensions but the first). Rounded to half precision, as checkpoints are.
/// </remarks>
internal sealed class SyntheticTensors : TensorSource
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    public override bool Contains(string name) => true;

    public override IReadOnlyList<long> ShapeOf(string name) => throw new NotSupportedException("Synthetic weights take any shape.");

    public override void Read(string name, ReadOnlySpan<int> shape, Span<float> destination)
    {
        var seed = Hash(name) + Golden;
        var (offset, factor) = Range(name, shape);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)(Half)(float)(offset + (factor * Unit(((ulong)i * Golden) + seed)));
        }
    }

    public override void RequireAllRead()
    {
    }

    /// <summary>A number in [-1, 1) for each <paramref name="z"/>.</summary>
    public static double Unit(ulong z)
    {
        z ^= z >> 30;
        z *= 0xBF58476D1CE4E5B9;
        z ^= z >> 27;
        z *= 0x94D049BB133111EB;
        z ^= z >> 31;
        return ((z >> 40) / 16777216.0 * 2) - 1;
    }

    protected override void CheckShape(string name, ReadOnlySpan<int> shape)
    {
    }

    private static (double Offset, double Factor) Range(string name, ReadOnlySpan<int> shape)
    {
        if (shape.Length < 2)
        {
            return name.Contains("scale", StringComparison.Ordinal) ? (0, 0.3)
                : name.EndsWith("weight", StringComparison.Ordinal) ? (1, 0.2)
                : (0, 0.05);
        }

        double inputs = 1;
        foreach (var extent in shape[1..])
        {
            inputs *= extent;
        }

        return (0, 1 / Math.Sqrt(inputs));
    }

    private static ulong Hash(string name)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 0x100000001b3;
        }

        return hash;
    }
}
