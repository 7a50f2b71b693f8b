namespace Unbraid.Inference.Checkpoints;

/// <summary>An exact ratio, as Python's <c>fractions.Fraction</c>: segment lengths of Demucs are given so.</summary>
internal readonly record struct Fraction(long Numerator, long Denominator)
{
    public double ToDouble() => (double)Numerator / Denominator;

    public override string ToString() => $"{Numerator}/{Denominator}";
}

/// <summary>A class that a checkpoint names. It is a name and nothing else.</summary>
/// <param name="Module">For example <c>demucs.htdemucs</c>.</param>
/// <param name="Name">For example <c>HTDemucs</c>.</param>
internal sealed record ClassReference(string Module, string Name);

/// <summary>Element types of tensors in checkpoints.</summary>
internal enum ElementType
{
    Float16,
    BFloat16,
    Float32,
    Float64,
    Int64,
}

/// <summary>A run of elements in the file that one or more tensors look at.</summary>
internal sealed record StorageReference(ElementType Type, string Key, long Count);

/// <summary>A tensor as the pickle describes it: a view of a storage.</summary>
internal sealed record TensorReference(StorageReference Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>The type of a NumPy scalar, by its letter and size, for example <c>f8</c>.</summary>
internal sealed record NumpyType(string Code);

internal static class ElementTypes
{
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 => 4,
        _ => 8,
    };
}
