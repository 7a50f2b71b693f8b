using Unbraid.Inference;

namespace Unbraid.Separation.RoFormer;

/// <summary>
/// Band-split RoFormer (Lu et al. 2023, "Music source separation with band-split rope transformer") and Mel-band RoFormer (Wang et al. 2023): a token for every band
/// and frame, transformers over time and over bands in turn, and a complex mask for each stem.
/// </summary>
internal sealed class RoFormerNetwork : ISeparationModel
{
    private readonly Engine _engine;
    private readonly RoFormerConfig _config;
    private readonly RoFormerWeights _weights;
    private readonly RoFormerScratch _scratch;

    public RoFormerNetwork(string name, Engine engine, RoFormerConfig config, RoFormerWeights weights, RoFormerScratch scratch)
    {
        (_engine, _config, _weights, _scratch) = (engine, config, weights, scratch);
        Spec = new ModelSpec
        {
            Name = name,
            Stems = config.Stems,
            SampleRate = config.SampleRate,
            Channels = config.Channels,
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
        var (bands, frames, features) = (_config.Bands.Count, _config.Frames, _config.Features);

        s.Spectrogram.Forward(mixture, s.Mixture);
        _weights.BandSplit.Run(s.Spectrogram, s.Mixture, s.Tokens, s.Room);
        ProbeByFrame("band_split");
        s.BlockSum.Clear();
        for (var i = 0; i < _weights.Blocks.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (block, time) = (_weights.Blocks[i], _weights.Blocks[i].Linear is null ? 0 : 1);
            if (block.Linear is not null)
            {
                block.Linear.Run(s.Tokens, bands * frames, s.Room);
                ProbeByFrame($"layers.{i}.0");
            }

            if (_config.SkipsConnect)
                Elementwise.Add(_engine, s.Tokens, s.BlockSum, s.Tokens);
            block.Time.Run(s.Tokens, bands, s.Room, $"layers.{i}.{time}", Probe, cancellationToken);
            Turn(s.Tokens, bands, frames, s.Turned);
            block.Bands.Run(s.Turned, frames, s.Room, $"layers.{i}.{time + 1}", Probe, cancellationToken);
            Turn(s.Turned, frames, bands, s.Tokens);
            if (_config.SkipsConnect)
                Elementwise.Add(_engine, s.Tokens, s.BlockSum, s.BlockSum);
        }

        if (_weights.FinalNorm is not null)
        {
            _weights.FinalNorm.Run(s.Tokens, bands * frames, s.Tokens);
            ProbeByFrame("final_norm");
        }

        var length = stems.Length / _config.Stems.Count;
        for (var stem = 0; stem < _weights.Masks.Length; stem++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _weights.Masks[stem].Run(s.Tokens, s.Spectrogram, s.Mixture, s.Stem, s.Room, ProbeMask(stem));
            Probe?.Invoke($"masked_spectrogram.{stem}", s.Stem);
            s.Spectrogram.Inverse(s.Stem, stems.Slice(stem * length, length));
        }

        void ProbeByFrame(string stage)
        {
            if (Probe is null)
                return;
            Turn(s.Tokens, bands, frames, s.Turned);
            Probe(stage, s.Turned);
        }

        void Turn(ReadOnlySpan<float> x, int rows, int columns, Span<float> y) => Transposition.Run(_engine, x, rows, columns, features, y);
    }

    public void Dispose()
    {
    }

    private Action<int, ReadOnlySpan<float>>? ProbeMask(int stem) =>
        Probe is { } probe ? (band, mask) => probe($"mask_estimators.{stem}.to_freqs.{band}", mask) : null;
}
