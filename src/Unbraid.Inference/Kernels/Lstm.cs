namespace Unbraid.Inference;

/// <summary>The weights of one direction of an LSTM as PyTorch stores them, gates in the order input, forget, cell, output.</summary>
internal readonly ref struct LstmWeights
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
internal readonly record struct SequenceLayout(int Steps, int Sequences, int StepStride, int SequenceStride)
{
    internal long Positions => Steps == 0 || Sequences == 0 ? 0 : ((Steps - 1L) * StepStride) + ((Sequences - 1L) * SequenceStride) + 1;
}

/// <summary>One bidirectional LSTM layer (Hochreiter and Schmidhuber 1997; Schuster and Paliwal 1997), state zero before the first step.</summary>
/// <remarks>Sequences are cut into blocks; a thread takes a direction of a block from its first step to its last, so threads never wait for each other.</remarks>
internal sealed unsafe class BidirectionalLstm
{
    private readonly Engine _engine;
    private readonly LstmDirection[] _directions;

    /// <param name="engine">What it runs on.</param>
    /// <param name="inputs">Features of a source vector.</param>
    /// <param name="hidden">Features of one direction's result.</param>
    /// <param name="forward">Weights of the direction that starts at step 0.</param>
    /// <param name="backward">Weights of the direction that starts at the last step.</param>
    public BidirectionalLstm(Engine engine, int inputs, int hidden, LstmWeights forward, LstmWeights backward)
    {
        (_engine, Inputs, Hidden) = (engine, inputs, hidden);
        _directions = [new LstmDirection(engine, inputs, hidden, forward, false), new LstmDirection(engine, inputs, hidden, backward, true)];
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
        if (layout.Positions == 0)
            return;
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, py = y)
        {
            var body = new Body(this, px, layout, py);
            _engine.For(2 * ((layout.Sequences + LstmDirection.Block - 1) / LstmDirection.Block), ref body);
        }

        _engine.Profile?.Stop("lstm", start, 16.0 * layout.Steps * layout.Sequences * Hidden * (Inputs + Hidden));
    }

    private readonly struct Body(BidirectionalLstm owner, float* x, SequenceLayout layout, float* y) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var direction = owner._directions[index & 1];
            direction.Run<T>(
                x, layout, (index >> 1) * LstmDirection.Block, y + ((index & 1) * owner.Hidden), owner._engine.Scratch(worker, direction.Scratch));
        }
    }
}
