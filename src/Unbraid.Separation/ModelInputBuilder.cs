using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Makes of a song what a model wants, while the song comes: at the model's rate, and with the statistics by which it is normalised.</summary>
internal sealed class ModelInputBuilder : IDisposable
{
    /// <summary>Frames of a block. The statistics depend on where blocks end, so all but the last have this length, whoever reads the song.</summary>
    public const int BlockFrames = 1 << 15;

    private readonly AudioFormat _song;
    private readonly ModelSpec _model;
    private readonly SongStatistics? _statistics;
    private readonly StreamResampler? _resampler;
    private ScratchFile? _resampled;

    /// <param name="song">Rate and channels of the song.</param>
    /// <param name="model">The model.</param>
    /// <param name="scratchFolder">Where the resampled song goes, if it has to be resampled.</param>
    public ModelInputBuilder(AudioFormat song, ModelSpec model, string scratchFolder)
    {
        (_song, _model) = (song, model);
        if (model.Normalization != SongNormalization.None)
            _statistics = new SongStatistics(song.Channels);
        if (song.SampleRate == model.SampleRate)
            return;
        _resampled = new ScratchFile(scratchFolder);
        _resampler = new StreamResampler(song.SampleRate, model.SampleRate, song.Channels);
    }

    /// <summary>Whether a model takes songs of a format otherwise than as they are.</summary>
    public static bool IsNeeded(AudioFormat song, ModelSpec model) => song.SampleRate != model.SampleRate || model.Normalization != SongNormalization.None;

    /// <summary>Takes the next block, interleaved.</summary>
    public void Add(ReadOnlySpan<float> interleaved) => Keep(_resampler is null ? interleaved : _resampler.Process(interleaved).Span);

    /// <summary>What the model is given, after the last block.</summary>
    /// <param name="samples">The song at its own rate, which must stay open; not needed if it was resampled.</param>
    public ModelInput Finish(ISongSamples? samples)
    {
        if (_resampler is not null)
            Keep(_resampler.Finish([]).Span);
        var (mean, scale) = _statistics is null ? (0f, 1f) : ((float)_statistics.Mean, (float)_statistics.Deviation(_model.Normalization));
        var input = new ModelInput(_model, _resampled ?? samples!, _song.Channels, mean, scale, owned: _resampled);
        _resampled = null;
        return input;
    }

    public void Dispose() => _resampled?.Dispose();

    private void Keep(ReadOnlySpan<float> interleaved)
    {
        _statistics?.Add(interleaved);
        _resampled?.Append(interleaved);
    }
}
