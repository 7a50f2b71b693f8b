using System.Numerics.Tensors;
using Unbraid.Inference;

namespace Unbraid.Separation.Mdx23c;

/// <summary>
/// TFC-TDF U-net, version 3 (Kim, Lee and Jung 2023, "Sound demixing challenge 2023 music demixing track technical report: TFC-TDF-UNet v3"): a U-net
/// over the spectrogram, time along the height, that puts out the spectrograms of the stems themselves.
/// </summary>
internal sealed class TfcTdfNetwork : ISeparationModel
{
    private readonly TfcTdfConfig _config;
    private readonly TfcTdfWeights _weights;
    private readonly TfcTdfScratch _scratch;

    public TfcTdfNetwork(string name, TfcTdfConfig config, TfcTdfWeights weights, TfcTdfScratch scratch)
    {
        (_config, _weights, _scratch) = (config, weights, scratch);
        Spec = new ModelSpec
        {
            Name = name,
            Stems = config.Sources,
            SampleRate = config.SampleRate,
            Channels = config.AudioChannels,
            SegmentFrames = config.SegmentFrames,
            Overlap = 0.5,
            Procedure = SongProcedure.Msst,
            Normalization = SongNormalization.None,
        };
    }

    public ModelSpec Spec { get; }

    public StageProbe? Probe { get; set; }

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var s = _scratch;
        s.Spectrogram.Forward(mixture, s.Mixture, s.Inner);
        var whole = _config.Map(0, _config.Channels);

        // Blocks deliver by turns into the two halves of their scale, so that the last one delivers into the second, where the decoder looks for it.
        var x = First(s.Scale(0), whole);
        _weights.First.Run(s.Mixture, _config.Map(0, _config.Planes), x, whole);
        Probe?.Invoke("first_conv", x[..whole.Span]);
        for (var i = 0; i < _config.Scales; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (map, down) = (_config.Map(i, _config.ChannelsAt(i)), _config.Map(i + 1, _config.ChannelsAt(i + 1)));
            var layer = _weights.Encoder[i];
            var skip = s.Skip(i);
            RunBlocks(layer.Blocks, x, s.Scale(i), map, cancellationToken);
            Probe?.Invoke($"encoder_blocks.{i}.tfc_tdf", skip);
            layer.Norm.Run(skip, map, default, s.Inner, map);
            x = First(s.Scale(i + 1), down);
            layer.Down.Run(s.Inner, map, x, down);
            Probe?.Invoke($"encoder_blocks.{i}.downscale", x[..down.Span]);
        }

        var inner = _config.Map(_config.Scales, _config.ChannelsAt(_config.Scales));
        RunBlocks(_weights.Bottleneck, x, s.Scale(_config.Scales), inner, cancellationToken);
        x = s.Skip(_config.Scales);
        Probe?.Invoke("bottleneck_block", x);

        for (var i = 0; i < _config.Scales; i++)
        {
            var scale = _config.Scales - 1 - i;
            var (below, map) = (_config.Map(scale + 1, _config.ChannelsAt(scale + 1)), _config.Map(scale, _config.ChannelsAt(scale)));
            var layer = _weights.Decoder[i];
            layer.Norm.Run(x, below, default, x, below);
            layer.Up.Run(x, below, s.Scale(scale), map);
            Probe?.Invoke($"decoder_blocks.{i}.upscale", s.Scale(scale)[..map.Span]);
            x = s.Scale(scale);
            var y = s.Other;
            foreach (var block in layer.Blocks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                block.Run(x, map, y, s.Inner, s.Narrow);
                var free = x;
                x = y;
                y = free;
            }

            x = x[..map.Span];
            Probe?.Invoke($"decoder_blocks.{i}.tfc_tdf", x);
        }

        // The output of the first layer is made once more: that costs little, keeping it would cost as much memory as a whole scale.
        cancellationToken.ThrowIfCancellationRequested();
        var mixed = _config.Map(0, _config.Planes + _config.Channels);
        var product = s.Inner.Slice(s.Mixture.Length, whole.Span);
        _weights.First.Run(s.Mixture, _config.Map(0, _config.Planes), product, whole);
        TensorPrimitives.Multiply(product, x[..whole.Span], product);
        s.Mixture.CopyTo(s.Inner);
        _weights.Mixed.Run(s.Inner, mixed, s.Other, whole);
        var spectra = _config.Map(0, _config.Sources.Count * _config.Planes);
        _weights.Last.Run(s.Other, whole, s.Scale(0), spectra);
        Probe?.Invoke("final_conv", s.Scale(0)[..spectra.Span]);
        s.Spectrogram.Inverse(s.Scale(0)[..spectra.Span], _config.Sources.Count * _config.AudioChannels, s.Inner, stems);
    }

    public void Dispose()
    {
    }

    private Span<float> First(Span<float> scale, FeatureMap map) => _config.BlocksPerScale % 2 == 0 ? scale.Slice(map.Span, map.Span) : scale[..map.Span];

    private void RunBlocks(IReadOnlyList<TfcTdfBlock> blocks, Span<float> x, Span<float> scale, FeatureMap map, CancellationToken cancellationToken)
    {
        var y = _config.BlocksPerScale % 2 == 0 ? scale[..map.Span] : scale.Slice(map.Span, map.Span);
        foreach (var block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            block.Run(x, map, y, _scratch.Inner, _scratch.Narrow);
            var free = x;
            x = y;
            y = free;
        }
    }
}
