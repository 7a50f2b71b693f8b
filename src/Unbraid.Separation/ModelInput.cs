namespace Unbraid.Separation;

/// <summary>A song as a model wants it: at the model's rate, with the model's channels, planar and normalised.</summary>
internal sealed class ModelInput : IDisposable
{
    private const int BlockFrames = 1 << 15;

    private readonly Song _song;
    private readonly ModelSpec _model;
    private readonly ScratchFile? _resampled;
    private readonly int _songChannels;
    private float[] _interleaved = [];

    private ModelInput(Song song, ModelSpec model, ScratchFile? resampled, double mean, double deviation)
    {
        _song = song;
        _model = model;
        _resampled = resampled;
        _songChannels = song.Format.Channels;
        Frames = resampled is null ? song.Frames : resampled.Length / _songChannels;
        (Mean, Scale) = model.Normalization == SongNormalization.None ? (0f, 1f) : ((float)mean, (float)deviation);
    }

    /// <summary>Length at the model's rate.</summary>
    public long Frames { get; }

    /// <summary>What was subtracted from the song; to be added to the stems again.</summary>
    public float Mean { get; }

    /// <summary>What the song was divided by; the stems are to be multiplied with it.</summary>
    public float Scale { get; }

    /// <summary>Resamples the song, if it has to be, and takes its statistics.</summary>
    public static ModelInput Create(Song song, ModelSpec model, string scratchFolder, CancellationToken cancellationToken)
    {
        var channels = song.Format.Channels;
        var statistics = new Statistics(channels);
        if (song.Format.SampleRate == model.SampleRate && model.Normalization == SongNormalization.None)
            return new ModelInput(song, model, null, 0, 0);

        ScratchFile? resampled = null;
        try
        {
            StreamResampler? resampler = null;
            if (song.Format.SampleRate != model.SampleRate)
            {
                resampled = new ScratchFile(scratchFolder);
                resampler = new StreamResampler(song.Format.SampleRate, model.SampleRate, channels);
            }

            var block = new float[BlockFrames * channels];
            for (long frame = 0; frame < song.Frames; frame += BlockFrames)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var interleaved = block.AsSpan(0, (int)Math.Min(BlockFrames, song.Frames - frame) * channels);
                song.Read(frame, interleaved);
                Keep(resampler is null ? interleaved : resampler.Process(interleaved).Span);
            }

            if (resampler is not null)
                Keep(resampler.Finish([]).Span);
            return new ModelInput(song, model, resampled, statistics.Mean, statistics.Deviation(model.Normalization));
        }
        catch
        {
            resampled?.Dispose();
            throw;
        }

        void Keep(ReadOnlySpan<float> interleaved)
        {
            statistics.Add(interleaved);
            resampled?.Append(interleaved);
        }
    }

    /// <summary>Reads a stretch of the song, normalised; what lies before its beginning or after its end is zero.</summary>
    /// <param name="start">First frame at the model's rate; may be negative.</param>
    /// <param name="frames">Frames to read.</param>
    /// <param name="planar">Destination, [channels, stride], of which the first <paramref name="frames"/> columns are written.</param>
    /// <param name="stride">Distance between the rows of <paramref name="planar"/>.</param>
    public void Read(long start, int frames, Span<float> planar, int stride)
    {
        var first = Math.Clamp(start, 0, Frames);
        var count = (int)(Math.Clamp(start + frames, 0, Frames) - first);
        if (_interleaved.Length < count * _songChannels)
            _interleaved = new float[count * _songChannels];
        var interleaved = _interleaved.AsSpan(0, count * _songChannels);
        if (_resampled is null)
            _song.Read(first, interleaved);
        else
            _resampled.Read(first * _songChannels, interleaved);

        var before = (int)(first - start);
        for (var channel = 0; channel < _model.Channels; channel++)
        {
            var row = planar.Slice(channel * stride, frames);
            row[..Math.Min(before, frames)].Clear();
            var source = Math.Min(channel, _songChannels - 1);
            for (var i = 0; i < count; i++)
                row[before + i] = (interleaved[i * _songChannels + source] - Mean) / Scale;
            row[Math.Min(before + count, frames)..].Clear();
        }
    }

    public void Dispose() => _resampled?.Dispose();

    /// <summary>Mean and standard deviation of the mono sum, in double and by blocks, so that length costs no precision.</summary>
    private sealed class Statistics(int channels)
    {
        private long _count;
        private double _squares;

        public double Mean { get; private set; }

        public double Deviation(SongNormalization normalization) => normalization == SongNormalization.Unbiased
            ? Math.Sqrt(_squares / Math.Max(1, _count - 1)) + 1e-8
            : _squares > 0 ? Math.Sqrt(_squares / _count) : 1; // of a constant, NaN in the original

        public void Add(ReadOnlySpan<float> interleaved)
        {
            var count = interleaved.Length / channels;
            if (count == 0)
                return;
            double sum = 0;
            for (var i = 0; i < interleaved.Length; i++)
                sum += interleaved[i];
            var mean = sum / interleaved.Length;
            double squares = 0;
            for (var i = 0; i < interleaved.Length; i += channels)
            {
                double mono = 0;
                for (var c = 0; c < channels; c++)
                    mono += interleaved[i + c];
                var distance = mono / channels - mean;
                squares += distance * distance;
            }

            // Chan, Golub and LeVeque (1979): joins the moments of two sets.
            var total = _count + count;
            var delta = mean - Mean;
            _squares += squares + delta * delta * _count * count / total;
            Mean += delta * count / total;
            _count = total;
        }
    }
}
