using System.Runtime.CompilerServices;

namespace Unbraid.Inference;

/// <summary>A single lane: arithmetic without vectors.</summary>
internal readonly unsafe struct OneLane(float value) : ILanes<OneLane>
{
    private readonly float _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Create(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator +(OneLane a, OneLane b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator -(OneLane a, OneLane b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator *(OneLane a, OneLane b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator /(OneLane a, OneLane b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane FusedMultiplyAdd(OneLane a, OneLane b, OneLane c) => new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Min(OneLane bound, OneLane x) => new(MathF.Min(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Max(OneLane bound, OneLane x) => new(MathF.Max(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Abs(OneLane x) => new(MathF.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Round(OneLane x) => new(MathF.Round(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Scale(OneLane x, OneLane n) => new(x._value * BitConverter.Int32BitsToSingle(((int)n._value + 127) << 23));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane CopySign(OneLane value, OneLane sign) => new(MathF.CopySign(value._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane WhereBelow(OneLane x, OneLane limit, OneLane below, OneLane otherwise) => x._value < limit._value ? below : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => *target = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sum() => _value;
}
