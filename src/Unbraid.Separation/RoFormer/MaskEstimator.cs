using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// The complex mask of one stem: for each band fully connected layers with tanh between, and a gate on the last. Where bands overlap a bin gets the mean of
/// what they say.
/// </summary>
internal sealed class MaskEstimator
{
    private readonly RoFormerConfig _config;
    private readonly BandMask[] _bands;
    private readonly float[] _shares; // of each bin: 1 / bands that hold it

    public MaskEstimator(Engine engine, TensorSource w, RoFormerConfig config)
    {
        _config = config;
        _bands = [.. config.Bands.Select((band, b) => new BandMask(engine, w.Scope($"to_freqs.{b}.0."), config, BandSpectrogram.RowLength(config, band)))];
        _shares = new float[config.Bins];
        foreach (var band in config.Bands)
        {
            for (var bin = band.First; bin < band.First + band.Bins; bin++)
                _shares[bin]++;
        }

        TensorPrimitives.Reciprocal(_shares, _shares);
    }

    /// <summary>Floats of room.</summary>
    public static int RoomFor(RoFormerConfig config) =>
        config.Frames * ((2 * config.MaskFeatures) + (2 * config.Bands.Max(band => BandSpectrogram.RowLength(config, band))));

    /// <summary>Makes the mask and applies it.</summary>
    /// <param name="tokens">[bands, frames, features]</param>
    /// <param name="spectrogram">Knows the bands.</param>
    /// <param name="mixture">Spectrum of the mixture, [channels, 2, bins, frames].</param>
    /// <param name="stem">Destination: spectrum of the stem.</param>
    /// <param name="room">At least <see cref="RoomFor"/>.</param>
    /// <param name="probe">Sees the mask of each band; may be null.</param>
    public void Run(
        ReadOnlySpan<float> tokens, BandSpectrogram spectrogram, ReadOnlySpan<float> mixture, Span<float> stem, Span<float> room, Action<int, ReadOnlySpan<float>>? probe)
    {
        var area = _config.Frames * _config.Features;
        stem.Clear();
        for (var b = 0; b < _bands.Length; b++)
        {
            var mask = _bands[b].Run(tokens.Slice(b * area, area), _config.Frames, room);
            probe?.Invoke(b, mask);
            spectrogram.Scatter(mask, _config.Bands[b], stem);
        }

        Apply(mixture, stem);
    }

    /// <summary>stem = mask * share * mixture, as complex numbers. Imaginary parts of the lowest and the highest bin go with the inverse transform.</summary>
    private void Apply(ReadOnlySpan<float> mixture, Span<float> stem)
    {
        var (bins, frames) = (_config.Bins, _config.Frames);
        for (var channel = 0; channel < _config.Channels; channel++)
        {
            for (var bin = 0; bin < bins; bin++)
            {
                var (re, im) = (((2 * channel * bins) + bin) * frames, ((((2 * channel) + 1) * bins) + bin) * frames);
                var share = _shares[bin];
                for (var t = 0; t < frames; t++)
                {
                    var (a, b) = (share * stem[re + t], share * stem[im + t]);
                    var (c, d) = (mixture[re + t], mixture[im + t]);
                    (stem[re + t], stem[im + t]) = ((a * c) - (b * d), (a * d) + (b * c));
                }

                if (bin == 0 && _config.ZeroesDc)
                {
                    stem.Slice(re, frames).Clear();
                    stem.Slice(im, frames).Clear();
                }
            }
        }
    }

    /// <summary>The layers of one band.</summary>
    private sealed class BandMask
    {
        private readonly Linear[] _hidden;
        private readonly Linear _values;
        private readonly Linear _gates;
        private readonly int _width;

        public BandMask(Engine engine, TensorSource w, RoFormerConfig config, int outputs)
        {
            _width = config.MaskFeatures;
            _hidden = [.. Enumerable.Range(0, config.MaskLayers - 1).Select(layer =>
            {
                var inputs = layer == 0 ? config.Features : _width;
                return new Linear(engine, inputs, _width, w.Read($"{2 * layer}.weight", _width, inputs), w.Read($"{2 * layer}.bias", _width), Activation.Tanh);
            })];
            var (name, last) = (2 * (config.MaskLayers - 1), config.MaskLayers == 1 ? config.Features : _width);
            var weights = w.Read($"{name}.weight", 2 * outputs, last);
            var biases = w.Read($"{name}.bias", 2 * outputs);
            _values = new Linear(engine, last, outputs, weights.AsSpan(0, outputs * last), biases.AsSpan(0, outputs));
            _gates = new Linear(engine, last, outputs, weights.AsSpan(outputs * last), biases.AsSpan(outputs), Activation.Sigmoid);
        }

        /// <summary>Rows of the mask, [frames, outputs], in the room.</summary>
        public Span<float> Run(ReadOnlySpan<float> tokens, int frames, Span<float> room)
        {
            var a = room[..(frames * _width)];
            var b = room.Slice(a.Length, a.Length);
            var values = room.Slice(2 * frames * _width, frames * _values.Outputs);
            var gates = room.Slice((2 * frames * _width) + values.Length, values.Length);
            var x = tokens;
            for (var i = 0; i < _hidden.Length; i++)
            {
                var y = i % 2 == 0 ? a : b;
                _hidden[i].Run(x, frames, y);
                x = y;
            }

            _values.Run(x, frames, values);
            _gates.Run(x, frames, gates);
            TensorPrimitives.Multiply(values, gates, values);
            return values;
        }
    }
}
