using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>As many lanes as the runtime prefers, on every processor.</summary>
internal readonly unsafe struct Lanes(Vector<float> value) : ILanes<Lanes>
{
    private readonly Vector<float> _value = value;

    public static int Count => Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Load(float* source) => new(Vector.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Create(float value) => new(new Vector<float>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator +(Lanes a, Lanes b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator -(Lanes a, Lanes b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator *(Lanes a, Lanes b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator /(Lanes a, Lanes b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes FusedMultiplyAdd(Lanes a, Lanes b, Lanes c) => new(Vector.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Min(Lanes bound, Lanes x) => new(Vector.Min(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Max(Lanes bound, Lanes x) => new(Vector.Max(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Abs(Lanes x) => new(Vector.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Round(Lanes x) => new(Vector.Round(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Scale(Lanes x, Lanes n) =>
        new(x._value * Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32(n._value) + new Vector<int>(127), 23)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes CopySign(Lanes value, Lanes sign) => new(Vector.CopySign(value._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes WhereBelow(Lanes x, Lanes limit, Lanes below, Lanes otherwise) =>
        new(Vector.ConditionalSelect(Vector.LessThan(x._value, limit._value), below._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sum()
    {
        Vector.Widen(_value, out var low, out var high);
        return Vector.Sum(low + high);
    }
}
