using Unbraid.Inference;

namespace Unbraid.Separation.Demucs;

/// <summary>Room that layers use while they run. Each says beforehand what it needs; the largest wish is reserved once.</summary>
internal sealed class LayerScratch(Arena arena)
{
    private int _hiddenLength;
    private int _expandedLength;
    private int _recurrentLength;
    private int _hidden;
    private int _expanded;
    private int _recurrent;

    /// <summary>Channels inside a residual branch.</summary>
    public Span<float> Hidden => arena.Span(_hidden);

    /// <summary>Twice the channels of a layer, before a gate halves them.</summary>
    public Span<float> Expanded => arena.Span(_expanded);

    /// <summary>Sequences of an LSTM, projections of attention.</summary>
    public Span<float> Recurrent => arena.Span(_recurrent);

    public void Require(long hidden = 0, long expanded = 0, long recurrent = 0)
    {
        _hiddenLength = Math.Max(_hiddenLength, checked((int)hidden));
        _expandedLength = Math.Max(_expandedLength, checked((int)expanded));
        _recurrentLength = Math.Max(_recurrentLength, checked((int)recurrent));
    }

    public void Reserve()
    {
        _hidden = arena.Reserve("hidden", _hiddenLength);
        _expanded = arena.Reserve("expanded", _expandedLength);
        _recurrent = arena.Reserve("recurrent", _recurrentLength);
    }
}
