using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Inference;

/// <summary>Sixteen lanes, where the processor has instructions for them: the runtime prefers eight even there.</summary>
internal readonly unsafe struct WideLanes(Vector512<float> value) : ILanes<WideLanes>
{
    private readonly Vector512<float> _value = value;

    /// <summary>Whether they run here.</summary>
    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator +(WideLanes a, WideLanes b) => new(Avx512F.Add(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator -(WideLanes a, WideLanes b) => new(Avx512F.Subtract(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator *(WideLanes a, WideLanes b) => new(Avx512F.Multiply(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes operator /(WideLanes a, WideLanes b) => new(Avx512F.Divide(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes FusedMultiplyAdd(WideLanes a, WideLanes b, WideLanes c) => new(Avx512F.FusedMultiplyAdd(a._value, b._value, c._value));

    // The instruction answers its second operand where one is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Min(WideLanes bound, WideLanes x) => new(Avx512F.Min(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Max(WideLanes bound, WideLanes x) => new(Avx512F.Max(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Abs(WideLanes x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Round(WideLanes x) => new(Avx512F.RoundScale(x._value, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes Scale(WideLanes x, WideLanes n) => new(Avx512F.Scale(x._value, n._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes CopySign(WideLanes value, WideLanes sign) => new(Vector512.CopySign(value._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLanes WhereBelow(WideLanes x, WideLanes limit, WideLanes below, WideLanes otherwise) =>
        new(Vector512.ConditionalSelect(Avx512F.CompareLessThan(x._value, limit._value), below._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sum()
    {
        var (low, high) = Vector512.Widen(_value);
        return Vector512.Sum(low + high);
    }
}
