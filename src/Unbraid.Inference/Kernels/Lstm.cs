namespace Unbraid.Inference;

/// <summary>The weights of one direction of an LSTM as PyTorch stores them, gates in the order input, forget, cell, output.</summary>
public readonly ref struct LstmWeights
{
    /// <summary>weight_ih: [4 * hidden, inputs]</summary>
    public required ReadOnlySpan<float> Input { get; init; }

    /// <summary>weight_hh: [4 * hidden, hidden]</summary>
    public required ReadOnlySpan<float> Hidden { get; init; }

    /// <summary>bias_ih: [4 * hidden]</summary>
    public required ReadOnlySpan<float> InputBias { get; init; }

    /// <summary>bias_hh: [4 * hidden]</summary>
    public required ReadOnlySpan<float> HiddenBias { get; init; }
}

/// <summary>
/// Where step s of sequence r lies: at position s * StepStride + r * SequenceStride, a position being one vector of features. So the same
/// [height, width, features] can be read along its height (StepStride = width, SequenceStride = 1) or its width (1, width).
/// </summary>
/// <param name="Steps">Steps of a sequence.</param>
/// <param name="Sequences">Number of independent sequences.</param>
/// <param name="StepStride">Positions from a step to the next.</param>
/// <param name="SequenceStride">Positions from a sequence to the next.</param>
public readonly record struct SequenceLayout(int Steps, int Sequences, int StepStride, int SequenceStride)
{
    internal long Positions => Steps == 0 || Sequences == 0 ? 0 : ((Steps - 1L) * StepStride) + ((Sequences - 1L) * SequenceStride) + 1;
}

/// <summary>One bidirectional LSTM layer (Hochreiter and Schmidhuber 1997; Schuster and Paliwal 1997), state zero before the first step.</summary>
public sealed class BidirectionalLstm
{
    private readonly Engine _engine;
    private readonly float[][] _input;
    private readonly float[][] _hidden;
    private readonly float[][] _bias;

    /// <param name="engine">What it runs on.</param>
    /// <param name="inputs">Features of a source vector.</param>
    /// <param name="hidden">Features of one direction's result.</param>
    /// <param name="forward">Weights of the direction that starts at step 0.</param>
    /// <param name="backward">Weights of the direction that starts at the last step.</param>
    public BidirectionalLstm(Engine engine, int inputs, int hidden, LstmWeights forward, LstmWeights backward)
    {
        (_engine, Inputs, Hidden) = (engine, inputs, hidden);
        _input = [Take(forward.Input, 4 * hidden * inputs), Take(backward.Input, 4 * hidden * inputs)];
        _hidden = [Take(forward.Hidden, 4 * hidden * hidden), Take(backward.Hidden, 4 * hidden * hidden)];
        _bias = [Sum(forward.InputBias, forward.HiddenBias, 4 * hidden), Sum(backward.InputBias, backward.HiddenBias, 4 * hidden)];
    }

    /// <summary>Features of a source vector.</summary>
    public int Inputs { get; }

    /// <summary>Features of one direction's result.</summary>
    public int Hidden { get; }

    /// <summary>Runs both directions over all sequences.</summary>
    /// <param name="x">[positions, inputs]</param>
    /// <param name="layout">Where steps and sequences lie, in <paramref name="x"/> and in <paramref name="y"/>.</param>
    /// <param name="y">[positions, 2 * hidden], forward first; not the source.</param>
    public void Run(ReadOnlySpan<float> x, SequenceLayout layout, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, layout.Positions * Inputs, nameof(x));
        LayerChecks.AtLeast(y.Length, layout.Positions * 2 * Hidden, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        for (var direction = 0; direction < 2; direction++)
            Reference.Lstm(_input[direction], _hidden[direction], _bias[direction], Inputs, Hidden, direction == 1, x, layout, y);
        _engine.Profile?.Stop("lstm", start, 16.0 * layout.Steps * layout.Sequences * Hidden * (Inputs + Hidden));
    }

    private static float[] Take(ReadOnlySpan<float> values, int length)
    {
        LayerChecks.Length(values, length, "weights");
        return values.ToArray();
    }

    private static float[] Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int length)
    {
        LayerChecks.Length(a, length, "bias");
        LayerChecks.Length(b, length, "bias");
        var sum = new float[length];
        for (var i = 0; i < length; i++)
            sum[i] = a[i] + b[i];
        return sum;
    }
}
