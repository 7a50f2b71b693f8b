namespace Unbraid.Separation;

/// <summary>Brings one stem from the model's rate and channels to the song's, interleaved, and to exactly the song's length.</summary>
internal sealed class StemDelivery
{
    private readonly int _modelChannels;
    private readonly int _songChannels;
    private readonly long _songFrames;
    private readonly StreamResampler? _resampler;
    private float[] _interleaved = [];

    public StemDelivery(Song song, ModelSpec model)
    {
        _modelChannels = model.Channels;
        _songChannels = song.Format.Channels;
        _songFrames = song.Frames;
        if (song.Format.SampleRate != model.SampleRate)
            _resampler = new StreamResampler(model.SampleRate, song.Format.SampleRate, _songChannels);
    }

    /// <summary>Takes the next frames of the stem and gives what is final of it; the memory is used again by the next call.</summary>
    /// <param name="planar">[channels of the model, frames].</param>
    /// <param name="last">Whether the stem ends here.</param>
    public ReadOnlyMemory<float> Deliver(ReadOnlySpan<float> planar, bool last)
    {
        var length = planar.Length / _modelChannels * _songChannels;
        Buffers.Grow(ref _interleaved, length);
        var interleaved = _interleaved.AsMemory(0, length);
        ChannelLayout.Join(planar, _modelChannels, interleaved.Span, _songChannels);
        if (_resampler is null)
            return interleaved;
        return last ? _resampler.Finish(interleaved.Span, _songFrames) : _resampler.Process(interleaved.Span);
    }
}
