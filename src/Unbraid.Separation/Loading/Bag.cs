using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.Loading;

/// <summary>
/// One or more networks behind one model. A stem is the weighted mean of what the networks say: out[k] = sum over m of w[m, k] out[m, k] / sum over m of w[m, k].
/// </summary>
internal sealed class Bag : ISeparationModel, IRunsOnEngine
{
    private readonly IReadOnlyList<ISeparationModel> _networks;
    private readonly float[][] _shares;
    private readonly int[] _stems;
    private readonly NetworkFactory _factory;
    private readonly float[] _output;

    /// <param name="spec">What the bag is, with all stems of its networks.</param>
    /// <param name="networks">Networks with the same stems in the same order.</param>
    /// <param name="weights">For each network the weight of each of its stems.</param>
    /// <param name="stems">The stems to deliver, by their place in the networks' output.</param>
    /// <param name="factory">What the networks were built by and run on; disposed of with the bag.</param>
    public Bag(ModelSpec spec, IReadOnlyList<ISeparationModel> networks, double[][] weights, int[] stems, NetworkFactory factory)
    {
        (_networks, _stems, _factory) = (networks, stems, factory);
        _shares = [.. weights.Select(row => stems.Select(k => (float)(row[k] / weights.Sum(w => w[k]))).ToArray())];
        Spec = spec with { Stems = [.. stems.Select(k => spec.Stems[k])] };
        _output = IsPlain ? [] : new float[spec.Stems.Count * spec.Channels * spec.SegmentFrames];
    }

    public ModelSpec Spec { get; }

    public Engine Engine => _factory.Engine;

    private bool IsPlain => _networks.Count == 1 && _stems.Length == _networks[0].Spec.Stems.Count;

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        if (IsPlain)
        {
            _networks[0].Separate(mixture, stems, cancellationToken);
            return;
        }

        var length = mixture.Length;
        stems.Clear();
        for (var m = 0; m < _networks.Count; m++)
        {
            var output = _output.AsSpan(0, _networks[m].Spec.Stems.Count * length);
            _networks[m].Separate(mixture, output, cancellationToken);
            for (var i = 0; i < _stems.Length; i++)
            {
                var share = _shares[m][i];
                if (share != 0)
                {
                    var target = stems.Slice(i * length, length);
                    TensorPrimitives.MultiplyAdd(output.Slice(_stems[i] * length, length), share, target, target);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var network in _networks)
        {
            network.Dispose();
        }

        _factory.Dispose();
    }
}
