namespace Unbraid.Separation;

/// <summary>What each frame of a segment counts where segments are joined.</summary>
/// <remarks>
/// The triangle is that of Demucs (apply.py): 1, 2, ... up to the middle and down again, divided by its maximum. The ramps of
/// <see cref="SegmentWindow.Faded"/> are those of Music-Source-Separation-Training, but for their ends: these are 0 there, so that a frame that nothing else
/// covers is lost; here they count too little to be heard beside another segment, and all where they are alone.
/// </remarks>
internal sealed class SegmentWeights
{
    private const float Least = 1e-8f;

    private readonly SegmentWindow _window;
    private readonly float[] _weights;
    private readonly int _fade;

    public SegmentWeights(SegmentWindow window, int segmentFrames)
    {
        _window = window;
        _weights = new float[segmentFrames];
        _fade = window == SegmentWindow.Faded ? segmentFrames / 10 : 0;
        if (window != SegmentWindow.Triangle)
            return;
        var rising = segmentFrames / 2;
        var peak = segmentFrames - rising;
        for (var i = 0; i < segmentFrames; i++)
            _weights[i] = (i < rising ? i + 1 : segmentFrames - i) / (float)peak;
    }

    /// <summary>The weights of a segment; valid until the next call.</summary>
    /// <param name="isFirst">Whether no segment came before.</param>
    /// <param name="isLast">Whether none follows.</param>
    public ReadOnlySpan<float> Of(bool isFirst, bool isLast)
    {
        if (_window == SegmentWindow.Triangle)
            return _weights;
        _weights.AsSpan().Fill(1);
        for (var i = 0; i < _fade; i++)
        {
            var weight = Math.Max(Least, i / (float)Math.Max(1, _fade - 1));
            if (!isFirst)
                _weights[i] = weight;
            if (!isLast)
                _weights[^(i + 1)] = weight;
        }

        return _weights;
    }
}
