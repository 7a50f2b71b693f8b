using System.Numerics.Tensors;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mini;

/// <summary>
/// Masks of one region: each row of the network's last map gives, for each of its bands and frames and for each stem, a bias and gates that let
/// level, harmonic and percussive features act on that very band, and one that lets the balance tell left from right.
/// </summary>
internal sealed class MiniHead
{
    public const int Stems = 4;

    private const int Fold = 2;
    private const int Balance = 2;
    private static readonly int[] s_gates = [0, 3, 5];

    private readonly Engine _engine;
    private readonly Convolution _bias;
    private readonly Convolution _gate;
    private readonly float[] _biases;
    private readonly float[] _gates;
    private readonly float[] _source;
    private readonly int _channels;
    private readonly int _firstBand;
    private readonly int _firstRow;
    private readonly int _group;
    private readonly int _rows;

    public MiniHead(Engine engine, TensorSource tensors, int region, int channels, int firstRow, int maxTimes)
    {
        (_engine, _channels, _firstRow) = (engine, channels, firstRow);
        (_firstBand, var bands, _group) = MiniBands.Regions[region];
        _rows = bands / _group;
        Convolution Load(string name, int outputs) => new(
            engine, new ConvolutionShape(channels, outputs), tensors.Read(name + ".weight", outputs, channels, 1, 1), tensors.Read(name + ".bias", outputs));
        _bias = Load($"bias.{region}", Stems * Fold * _group);
        _gate = Load($"gate.{region}", (s_gates.Length + 1) * Stems * Fold);
        _biases = new float[_bias.OutputChannels * maxTimes * _rows];
        _gates = new float[_gate.OutputChannels * maxTimes * _rows];
        _source = new float[channels * maxTimes * _rows];
    }

    /// <summary>Rows of this region.</summary>
    public int Rows => _rows;

    /// <summary>Sets the masks of the region's bands.</summary>
    /// <param name="y">The network's last map, [channels, times, 128].</param>
    /// <param name="x">Normalised features, [6, 2 * times, 448].</param>
    /// <param name="times">Pairs of frames.</param>
    /// <param name="masks">Destination, [4 stems, 2 channels, 448, 2 * times].</param>
    public void Run(ReadOnlySpan<float> y, float[] x, int times, float[] masks)
    {
        for (var row = 0; row < _channels * times; row++)
            y.Slice((row * MiniBands.Rows) + _firstRow, _rows).CopyTo(_source.AsSpan(row * _rows));
        _bias.Run(_source, new FeatureMap(_channels, times, _rows), _biases, new FeatureMap(_bias.OutputChannels, times, _rows));
        _gate.Run(_source, new FeatureMap(_channels, times, _rows), _gates, new FeatureMap(_gate.OutputChannels, times, _rows));
        _engine.Workers.For(times, t => Masks(x, t, times, masks));
    }

    private void Masks(float[] x, int time, int times, float[] masks)
    {
        var frames = Fold * times;
        var area = times * _rows;
        Span<float> logits = stackalloc float[2 * Stems];
        for (var fold = 0; fold < Fold; fold++)
        {
            var frame = (Fold * time) + fold;
            for (var row = 0; row < _rows; row++)
            {
                var cell = (time * _rows) + row;
                for (var j = 0; j < _group; j++)
                {
                    var band = _firstBand + (row * _group) + j;
                    var at = (frame * MiniBands.Count) + band;
                    for (var stem = 0; stem < Stems; stem++)
                    {
                        var value = _biases[(((((stem * Fold) + fold) * _group) + j) * area) + cell];
                        for (var gate = 0; gate < s_gates.Length; gate++)
                            value += Gate(gate, stem, fold, area, cell) * x[(s_gates[gate] * frames * MiniBands.Count) + at];
                        var tilt = Gate(s_gates.Length, stem, fold, area, cell) * x[(Balance * frames * MiniBands.Count) + at];
                        (logits[stem], logits[Stems + stem]) = (value + tilt, value - tilt);
                    }

                    for (var side = 0; side < 2; side++)
                    {
                        var four = logits.Slice(side * Stems, Stems);
                        TensorPrimitives.Subtract(four, TensorPrimitives.Max(four), four); // no exponential of a certain stem overflows
                        TensorPrimitives.SoftMax(four, four);
                        for (var stem = 0; stem < Stems; stem++)
                            masks[(((((stem * 2) + side) * MiniBands.Count) + band) * frames) + frame] = four[stem];
                    }
                }
            }
        }
    }

    private float Gate(int gate, int stem, int fold, int area, int cell) => _gates[(((((gate * Stems) + stem) * Fold) + fold) * area) + cell];
}
