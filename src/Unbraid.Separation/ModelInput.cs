using System.Numerics.Tensors;

namespace Unbraid.Separation;

/// <summary>A song as a model wants it: at the model's rate, with the model's channels, planar and normalised.</summary>
internal sealed class ModelInput : IDisposable
{
    private readonly ModelSpec _model;
    private readonly ISongSamples _samples;
    private readonly int _songChannels;
    private readonly IDisposable? _owned;
    private float[] _interleaved = [];

    /// <param name="model">The model.</param>
    /// <param name="samples">The song at the model's rate.</param>
    /// <param name="songChannels">Its channels, 1 or 2.</param>
    /// <param name="mean">As <see cref="Mean"/>.</param>
    /// <param name="scale">As <see cref="Scale"/>.</param>
    /// <param name="owned">What goes with the input.</param>
    public ModelInput(ModelSpec model, ISongSamples samples, int songChannels, float mean, float scale, IDisposable? owned)
    {
        (_model, _samples, _songChannels, Mean, Scale, _owned) = (model, samples, songChannels, mean, scale, owned);
        Frames = samples.Length / songChannels;
    }

    /// <summary>Length at the model's rate.</summary>
    public long Frames { get; }

    /// <summary>What was subtracted from the song; to be added to the stems again.</summary>
    public float Mean { get; }

    /// <summary>What the song was divided by; the stems are to be multiplied with it.</summary>
    public float Scale { get; }

    /// <summary>Resamples a song, if it has to be, and takes its statistics.</summary>
    public static ModelInput Create(Song song, ModelSpec model, string scratchFolder, CancellationToken cancellationToken)
    {
        if (!ModelInputBuilder.IsNeeded(song.Format, model))
            return new ModelInput(model, song.Samples, song.Format.Channels, 0, 1, owned: null);
        using var builder = new ModelInputBuilder(song.Format, model, scratchFolder);
        var block = new float[ModelInputBuilder.BlockFrames * song.Format.Channels];
        for (long frame = 0; frame < song.Frames; frame += ModelInputBuilder.BlockFrames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var interleaved = block.AsSpan(0, (int)Math.Min(ModelInputBuilder.BlockFrames, song.Frames - frame) * song.Format.Channels);
            song.Read(frame, interleaved);
            builder.Add(interleaved);
        }

        return builder.Finish(song.Samples);
    }

    /// <summary>Whether another model wants the same.</summary>
    public bool Serves(ModelSpec model) =>
        (model.SampleRate, model.Channels, model.Normalization) == (_model.SampleRate, _model.Channels, _model.Normalization);

    /// <summary>Reads a stretch of the song, normalised; what lies before its beginning or after its end is zero.</summary>
    /// <param name="start">First frame at the model's rate; may be negative.</param>
    /// <param name="frames">Frames to read.</param>
    /// <param name="planar">Destination, [channels, stride], of which the first <paramref name="frames"/> columns are written.</param>
    /// <param name="stride">Distance between the rows of <paramref name="planar"/>.</param>
    public void Read(long start, int frames, Span<float> planar, int stride)
    {
        var first = Math.Clamp(start, 0, Frames);
        var count = (int)(Math.Clamp(start + frames, 0, Frames) - first);
        var before = (int)(first - start);
        Buffers.Grow(ref _interleaved, count * _songChannels);
        var interleaved = _interleaved.AsSpan(0, count * _songChannels);
        _samples.Read(first * _songChannels, interleaved);
        for (var channel = 0; channel < _model.Channels; channel++)
        {
            var row = planar.Slice(channel * stride, frames);
            row[..Math.Min(before, frames)].Clear();
            row[Math.Min(before + count, frames)..].Clear();
        }

        if (count == 0)
            return;
        ChannelLayout.Split(interleaved, _songChannels, planar[before..], _model.Channels, stride);
        if (Mean == 0 && Scale == 1)
            return;
        for (var channel = 0; channel < _model.Channels; channel++)
        {
            var row = planar.Slice((channel * stride) + before, count);
            TensorPrimitives.Subtract(row, Mean, row);
            TensorPrimitives.Divide(row, Scale, row);
        }
    }

    public void Dispose() => _owned?.Dispose();
}
