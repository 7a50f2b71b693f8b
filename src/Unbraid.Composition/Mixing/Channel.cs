namespace Unbraid.Composition.Mixing;

/// <summary>One source on the mixing desk: an instrument or the voices.</summary>
internal abstract class Channel
{
    public required SongStem Stem { get; init; }

    /// <summary>Loudness among the others, in LU.</summary>
    public required double Level { get; init; }

    /// <summary>How much goes into the stem's room.</summary>
    public required double Room { get; init; }

    /// <summary>Adds the next frames, dry.</summary>
    public abstract void AddTo(Span<float> left, Span<float> right);
}
