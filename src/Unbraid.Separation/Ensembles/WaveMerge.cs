namespace Unbraid.Separation.Ensembles;

/// <summary>Merges sample by sample.</summary>
internal sealed class WaveMerge : IStemMerge
{
    public const int MostFrames = 64 * 1024;

    private readonly MergeValue _value;
    private readonly IReadOnlyList<Song> _stems;
    private readonly IReadOnlyList<float> _weights;
    private readonly float[][] _samples;

    public WaveMerge(MergeValue value, IReadOnlyList<Song> stems, IReadOnlyList<float> weights)
    {
        (_value, _stems, _weights) = (value, stems, weights);
        _samples = [.. stems.Select(stem => new float[MostFrames * stem.Format.Channels])];
    }

    public ReadOnlyMemory<float> Merge(long start, int frames)
    {
        var length = frames * _stems[0].Format.Channels;
        for (var m = 0; m < _stems.Count; m++)
            _stems[m].Read(start, _samples[m].AsSpan(0, length));
        Merging.Merge(_value, _weights, _samples, length);
        return _samples[0].AsMemory(0, length);
    }
}
