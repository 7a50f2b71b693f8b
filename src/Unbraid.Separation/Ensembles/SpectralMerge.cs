using Unbraid.Audio;

namespace Unbraid.Separation.Ensembles;

/// <summary>Merges short-time spectra bin by bin, each channel for itself: Hann window of 2,048 samples, hop 1,024, silence before and after the song.</summary>
/// <remarks>Frames lie on one grid over the whole song, so that the result does not depend on the pieces it is made in.</remarks>
internal sealed class SpectralMerge : IStemMerge
{
    private const int FrameLength = 2048, Hop = 1024;
    private const int MostHops = WaveMerge.MostFrames / Hop;

    private readonly MergeValue _value;
    private readonly IReadOnlyList<Song> _stems;
    private readonly IReadOnlyList<float> _weights;
    private readonly Stft _stft = new(new StftOptions { FrameLength = FrameLength, Hop = Hop, Center = false });
    private readonly int _channels;
    private readonly float[] _interleaved;
    private readonly float[] _signal = new float[(MostHops + 2) * Hop];
    private readonly float[][] _re;
    private readonly float[][] _im;
    private readonly float[] _split;
    private readonly float[] _planar;
    private readonly float[] _merged;

    public SpectralMerge(MergeValue value, IReadOnlyList<Song> stems, IReadOnlyList<float> weights)
    {
        (_value, _stems, _weights, _channels) = (value, stems, weights, stems[0].Format.Channels);
        _interleaved = new float[_signal.Length * _channels];
        _split = new float[_interleaved.Length];
        (_planar, _merged) = (new float[WaveMerge.MostFrames * _channels], new float[WaveMerge.MostFrames * _channels]);
        (_re, _im) = (Spectra(), Spectra());
        float[][] Spectra() => [.. stems.Select(_ => new float[_stft.Bins * (MostHops + 1)])];
    }

    public ReadOnlyMemory<float> Merge(long start, int frames)
    {
        // A sample lies in two frames, the first of which begins a hop before.
        var hops = (frames + Hop - 1) / Hop;
        var signal = _signal.AsSpan(0, (hops + 2) * Hop);
        var length = _stft.Bins * (hops + 1);
        for (var channel = 0; channel < _channels; channel++)
        {
            for (var m = 0; m < _stems.Count; m++)
            {
                Read(_stems[m], start - Hop, channel, signal);
                _stft.Forward(signal, _re[m].AsSpan(0, length), _im[m].AsSpan(0, length));
            }

            Merging.Merge(_value, _weights, _re, _im, length);
            var merged = signal[..frames];
            _stft.Inverse(_re[0].AsSpan(0, length), _im[0].AsSpan(0, length), hops + 1, _stft.Bins, hops + 1, Hop, merged);
            merged.CopyTo(_planar.AsSpan(channel * frames, frames));
        }

        var result = _merged.AsMemory(0, frames * _channels);
        ChannelLayout.Join(_planar.AsSpan(0, result.Length), _channels, result.Span, _channels);
        return result;
    }

    private void Read(Song stem, long start, int channel, Span<float> signal)
    {
        var first = Math.Clamp(start, 0, stem.Frames);
        var count = (int)(Math.Clamp(start + signal.Length, 0, stem.Frames) - first);
        var interleaved = _interleaved.AsSpan(0, count * _channels);
        stem.Read(first, interleaved);
        ChannelLayout.Split(interleaved, _channels, _split, _channels, count);
        signal.Clear();
        _split.AsSpan(channel * count, count).CopyTo(signal[(int)(first - start)..]);
    }
}
