namespace Unbraid.Inference;

/// <summary>
/// One direction over one block of sequences, from the first step to the last, on one thread. A chunk of steps is projected at once, because the input does not
/// depend on the state; a step is then one product of the block's states with the hidden weights, whose tiles go straight through the gates.
/// </summary>
internal sealed unsafe class LstmDirection
{
    /// <summary>Sequences that a thread carries at once.</summary>
    public const int Block = 2 * MatrixKernel.Rows;

    private const int ChunkSteps = 8;
    private readonly Engine _engine;
    private readonly PackedColumns _input;
    private readonly PackedColumns _hidden;
    private readonly int _inputs;
    private readonly int _units;
    private readonly bool _backward;

    public LstmDirection(Engine engine, int inputs, int units, LstmWeights weights, bool backward)
    {
        (_engine, _inputs, _units, _backward) = (engine, inputs, units, backward);
        LayerChecks.Length(weights.Input, 4 * units * inputs, "weight_ih");
        LayerChecks.Length(weights.Hidden, 4 * units * units, "weight_hh");
        LayerChecks.Length(weights.InputBias, 4 * units, "bias_ih");
        LayerChecks.Length(weights.HiddenBias, 4 * units, "bias_hh");
        var bias = new float[4 * units];
        for (var i = 0; i < bias.Length; i++)
            bias[i] = weights.InputBias[i] + weights.HiddenBias[i];
        _input = new PackedColumns(engine, inputs, 4 * units, weights.Input, bias);
        _hidden = new PackedColumns(engine, units, 4 * units, weights.Hidden, []);
    }

    private int GateStride => _input.Panels * _input.PanelColumns;

    private int StatePanel => (_units + 15) / 16 * 16;

    /// <summary>Floats of scratch that <see cref="Run"/> needs.</summary>
    public long Scratch =>
        (long)MatrixKernel.LargestTile + ((long)Block * _inputs) + ((long)ChunkSteps * Block * GateStride) + ((long)Block * GateStride)
        + (3L * Block * StatePanel);

    /// <summary>Runs the sequences from <paramref name="first"/> on.</summary>
    /// <param name="x">[positions, inputs]</param>
    /// <param name="layout">Where steps and sequences lie.</param>
    /// <param name="first">First sequence.</param>
    /// <param name="y">[positions, 2 * units], this direction's half of the first position.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats.</param>
    public void Run<T>(float* x, SequenceLayout layout, int first, float* y, float* scratch)
        where T : struct, ILanes<T>
    {
        var count = Math.Min(Block, layout.Sequences - first);
        var tile = scratch;
        var packed = tile + MatrixKernel.LargestTile;
        var projected = packed + (Block * _inputs);
        var gates = projected + ((long)ChunkSteps * Block * GateStride);
        var state = gates + ((long)Block * GateStride);
        var cell = state + (Block * StatePanel);
        var panels = cell + (Block * StatePanel);
        new Span<float>(state, 3 * Block * StatePanel).Clear();
        for (var chunk = 0; chunk < layout.Steps; chunk += ChunkSteps)
        {
            var steps = Math.Min(ChunkSteps, layout.Steps - chunk);
            for (var s = 0; s < steps; s++)
            {
                var source = x + (Position(layout, first, chunk + s) * _inputs);
                PackRows(source, (long)layout.SequenceStride * _inputs, count, _inputs, packed);
                Multiply<T>(_input, packed, count, tile, _input.Bias, null, projected + ((long)s * Block * GateStride));
            }

            for (var s = 0; s < steps; s++)
            {
                PackRows(state, StatePanel, count, _units, panels);
                Multiply<T>(_hidden, panels, count, tile, null, projected + ((long)s * Block * GateStride), gates);
                var target = y + (Position(layout, first, chunk + s) * 2 * _units);
                for (var r = 0; r < count; r++)
                {
                    Gates<T>(gates + ((long)r * GateStride), cell + (r * StatePanel), state + (r * StatePanel));
                    new Span<float>(state + (r * StatePanel), _units).CopyTo(
                        new Span<float>(target + ((long)r * layout.SequenceStride * 2 * _units), _units));
                }
            }
        }
    }

    private static void PackRows(float* source, long stride, int count, int depth, float* target)
    {
        for (var r = 0; r < count; r += MatrixKernel.Rows)
        {
            RowPacking.Pack(
                source + (r * stride), checked((int)stride), Math.Min(MatrixKernel.Rows, count - r), depth, MatrixKernel.PanelRows(r, count),
                target + (r * depth));
        }
    }

    private long Position(SequenceLayout layout, int first, int step) =>
        ((long)(_backward ? layout.Steps - 1 - step : step) * layout.StepStride) + ((long)first * layout.SequenceStride);

    // y = rows * weights + bias + addend, all of GateStride columns.
    private void Multiply<T>(PackedColumns weights, float* rows, int count, float* tile, float* bias, float* addend, float* y)
        where T : struct, ILanes<T>
    {
        var width = weights.PanelColumns;
        for (var p = 0; p < weights.Panels; p++)
        {
            for (var r = 0; r < count; r += MatrixKernel.Rows)
            {
                _engine.Matrix.Multiply(weights.Depth, MatrixKernel.PanelRows(r, count), rows + (r * weights.Depth), weights.Panel(p), tile);
                for (var i = 0; i < Math.Min(MatrixKernel.Rows, count - r); i++)
                {
                    var at = ((long)(r + i) * GateStride) + (p * width);
                    for (var c = 0; c < width; c += T.Count)
                    {
                        var sum = T.Load(tile + (i * width) + c);
                        sum += addend == null ? T.Load(bias + (p * width) + c) : T.Load(addend + at + c);
                        sum.Store(y + at + c);
                    }
                }
            }
        }
    }

    // The rows of gates are readable beyond their end, cell and state are padded: whole vectors suffice.
    private void Gates<T>(float* gates, float* cell, float* state)
        where T : struct, ILanes<T>
    {
        for (var i = 0; i < _units; i += T.Count)
        {
            var input = VectorMath.Sigmoid(T.Load(gates + i));
            var forget = VectorMath.Sigmoid(T.Load(gates + _units + i));
            var candidate = VectorMath.Tanh(T.Load(gates + (2 * _units) + i));
            var output = VectorMath.Sigmoid(T.Load(gates + (3 * _units) + i));
            var c = (forget * T.Load(cell + i)) + (input * candidate);
            c.Store(cell + i);
            (output * VectorMath.Tanh(c)).Store(state + i);
        }
    }
}
