using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;

namespace Unbraid.Separation.SCNet;

/// <summary>A dual-path layer (Luo et al. 2020): a bidirectional LSTM over frequency, then one over time, each normalised before and added.</summary>
internal sealed class DualPath
{
    private readonly GroupNorm[] _norms;
    private readonly BidirectionalLstm[] _lstms;
    private readonly Linear[] _linears;

    public DualPath(Engine engine, TensorSource w, int channels, int expansion)
    {
        var hidden = channels * expansion;
        _norms = [.. Enumerable.Range(0, 2).Select(i => new GroupNorm(engine, 1, w.Read($"norm_layers.{i}.weight", channels), w.Read($"norm_layers.{i}.bias", channels)))];
        _lstms = [.. Enumerable.Range(0, 2).Select(i => LstmLoader.Load(engine, w, $"lstm_layers.{i}", 0, channels, hidden))];
        _linears = [.. Enumerable.Range(0, 2).Select(i => new Linear(
            engine, 2 * hidden, channels, w.Read($"linear_layers.{i}.weight", channels, 2 * hidden), w.Read($"linear_layers.{i}.bias", channels)))];
    }

    /// <summary>Runs the layer in place.</summary>
    /// <param name="x">[frequencies, frames, channels]</param>
    /// <param name="frequencies">Number of frequencies.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="normed">Room of that size.</param>
    /// <param name="states">Room of twice that size times the expansion.</param>
    public void Run(Span<float> x, int frequencies, int frames, Span<float> normed, Span<float> states)
    {
        var tokens = frequencies * frames;
        Path(0, new SequenceLayout(frequencies, frames, frames, 1), x, normed, states);
        Path(1, new SequenceLayout(frames, frequencies, 1, frames), x, normed, states);

        void Path(int index, SequenceLayout layout, Span<float> x, Span<float> normed, Span<float> states)
        {
            _norms[index].RunTokens(x, tokens, normed);
            _lstms[index].Run(normed, layout, states);
            _linears[index].Run(states, tokens, x, x);
        }
    }
}

/// <summary>The separation network: dual-path layers that see the frames themselves and their Fourier transform along time in turn.</summary>
internal sealed class SeparationNet
{
    private readonly DualPath[] _layers;
    private readonly RealFourier _fourier;
    private readonly int _channels;

    public SeparationNet(Engine engine, TensorSource w, SCNetConfig config, int frames)
    {
        _channels = config.Dims[^1];
        _layers = [.. Enumerable.Range(0, config.DualPathLayers).Select(
            i => new DualPath(engine, w.Scope($"dp_modules.{i}."), i % 2 == 0 ? _channels : 2 * _channels, config.Expansion))];
        _fourier = new RealFourier(engine, frames);
    }

    /// <summary>Floats of tokens, in either domain.</summary>
    public int TokensFor(int frequencies) => frequencies * Math.Max(_fourier.Length * _channels, _fourier.Bins * 2 * _channels);

    /// <summary>Runs all layers in place.</summary>
    /// <param name="x">[frequencies, frames, channels], room for <see cref="TokensFor"/>.</param>
    /// <param name="frequencies">Number of frequencies.</param>
    /// <param name="other">Room for <see cref="TokensFor"/>.</param>
    /// <param name="states">Room for twice that times the expansion.</param>
    /// <param name="probe">Sees the stages; may be null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public void Run(Span<float> x, int frequencies, Span<float> other, Span<float> states, StageProbe? probe, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _layers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (frames, channels) = i % 2 == 0 ? (_fourier.Length, _channels) : (_fourier.Bins, 2 * _channels);
            var from = i % 2 == 0 ? x : other;
            var to = i % 2 == 0 ? other : x;
            _layers[i].Run(from, frequencies, frames, to, states);
            probe?.Invoke($"separation_net.dp_modules.{i}", from[..(frequencies * frames * channels)]);
            if (i % 2 == 0)
            {
                _fourier.Forward(from, frequencies, _channels, to);
            }
            else
            {
                _fourier.Inverse(from, frequencies, _channels, to);
            }
        }
    }
}
