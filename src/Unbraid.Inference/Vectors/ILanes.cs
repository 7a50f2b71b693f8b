namespace Unbraid.Inference;

/// <summary>
/// Floats that one instruction works on, so that a loop is written once for every width: it takes the width as a type argument, and the compiler makes a
/// loop of its own for each.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    static abstract TSelf Load(float* source);

    /// <summary>The same value in all lanes.</summary>
    static abstract TSelf Create(float value);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller; where <paramref name="x"/> is NaN, NaN.</summary>
    static abstract TSelf Min(TSelf bound, TSelf x);

    /// <summary>The larger; where <paramref name="x"/> is NaN, NaN.</summary>
    static abstract TSelf Max(TSelf bound, TSelf x);

    static abstract TSelf Abs(TSelf x);

    /// <summary>The nearest whole number.</summary>
    static abstract TSelf Round(TSelf x);

    /// <summary>x * 2^n for whole n from -126 to 127.</summary>
    static abstract TSelf Scale(TSelf x, TSelf n);

    static abstract TSelf CopySign(TSelf value, TSelf sign);

    /// <summary>Where x is below the limit the one, elsewhere the other.</summary>
    static abstract TSelf WhereBelow(TSelf x, TSelf limit, TSelf below, TSelf otherwise);

    void Store(float* target);

    /// <summary>The sum of all lanes, in double.</summary>
    double Sum();
}
