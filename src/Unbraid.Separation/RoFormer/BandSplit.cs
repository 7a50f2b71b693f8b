using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>Makes a token of every band in every frame: norm and a fully connected layer, other ones for each band.</summary>
internal sealed class BandSplit
{
    private readonly RoFormerConfig _config;
    private readonly (RmsNorm Norm, Linear Linear)[] _bands;

    public BandSplit(Engine engine, TensorSource w, RoFormerConfig config)
    {
        _config = config;
        _bands = [.. config.Bands.Select((band, b) =>
        {
            var length = BandSpectrogram.RowLength(config, band);
            var weights = w.Scope($"to_features.{b}.");
            return (new RmsNorm(engine, weights.Read("0.gamma", length)),
                new Linear(engine, length, config.Features, weights.Read("1.weight", config.Features, length), weights.Read("1.bias", config.Features)));
        })];
    }

    /// <summary>Floats of room.</summary>
    public static int RoomFor(RoFormerConfig config) => config.Frames * config.Bands.Max(band => BandSpectrogram.RowLength(config, band));

    /// <summary>Runs the layers.</summary>
    /// <param name="spectrogram">Knows the bands.</param>
    /// <param name="spectrum">[channels, 2, bins, frames]</param>
    /// <param name="tokens">Destination, [bands, frames, features].</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    public void Run(BandSpectrogram spectrogram, ReadOnlySpan<float> spectrum, Span<float> tokens, Span<float> room)
    {
        var (frames, area) = (_config.Frames, _config.Frames * _config.Features);
        for (var b = 0; b < _bands.Length; b++)
        {
            var rows = room[..(frames * _bands[b].Linear.Inputs)];
            spectrogram.Gather(spectrum, _config.Bands[b], rows);
            _bands[b].Norm.Run(rows, frames, rows);
            _bands[b].Linear.Run(rows, frames, tokens.Slice(b * area, area));
        }
    }
}
