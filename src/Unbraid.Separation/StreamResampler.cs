using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A <see cref="Resampler"/> with the memory for its output, which every call uses again.</summary>
internal sealed class StreamResampler(int inputRate, int outputRate, int channels)
{
    private readonly Resampler _resampler = new(inputRate, outputRate, channels);
    private float[] _output = [];

    /// <summary>Takes interleaved frames and gives those that are ready.</summary>
    public ReadOnlyMemory<float> Process(ReadOnlySpan<float> interleaved)
    {
        Reserve(_resampler.MaxOutputFrames(interleaved.Length / channels));
        return _output.AsMemory(0, _resampler.Process(interleaved, _output) * channels);
    }

    /// <summary>Takes the last interleaved frames and gives all that is left.</summary>
    /// <param name="interleaved">The last frames; may be empty.</param>
    /// <param name="totalFrames">Frames of the whole output. Default: as many as the input lasts.</param>
    public ReadOnlyMemory<float> Finish(ReadOnlySpan<float> interleaved, long? totalFrames = null)
    {
        var frames = Process(interleaved).Length / channels;
        for (; ; )
        {
            if (frames * channels == _output.Length)
                Array.Resize(ref _output, _output.Length + 4096 * channels);
            var more = _resampler.Finish(_output.AsSpan(frames * channels), totalFrames);
            if (more == 0)
                return _output.AsMemory(0, frames * channels);
            frames += more;
        }
    }

    private void Reserve(int frames)
    {
        if (_output.Length < frames * channels)
            _output = new float[frames * channels];
    }
}
