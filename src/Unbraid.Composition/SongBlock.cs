namespace Unbraid.Composition;

/// <summary>A piece of a song being rendered. Its buffers are used again for the next one: take what you need before you ask for it.</summary>
public sealed class SongBlock
{
    private readonly float[] _mix;
    private readonly float[][] _stems;

    internal SongBlock(float[] mix, float[][] stems)
    {
        _mix = mix;
        _stems = stems;
    }

    /// <summary>Frames in this piece.</summary>
    public int Frames { get; internal set; }

    /// <summary>The song, [frames, 2] interleaved; full scale is 1. It is the sum of the four stems, exactly.</summary>
    public ReadOnlyMemory<float> Mix => _mix.AsMemory(0, 2 * Frames);

    /// <summary>
    /// One stem, [frames, 2] interleaved. All values are multiples of 2^-22, so that stems sum to the mix in any order, and also when they
    /// are written with 24 bits.
    /// </summary>
    public ReadOnlyMemory<float> this[SongStem stem] => _stems[(int)stem].AsMemory(0, 2 * Frames);
}
