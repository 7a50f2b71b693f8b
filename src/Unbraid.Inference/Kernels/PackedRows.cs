namespace Unbraid.Inference;

/// <summary>A panel of packed weights and the channels that its tile holds.</summary>
/// <param name="Offset">First float of the panel.</param>
/// <param name="FirstRow">First packed row, for the bias.</param>
/// <param name="Rows">Rows, those that only fill up included.</param>
/// <param name="Channel">First channel of the destination.</param>
/// <param name="Channels">Channels of the destination.</param>
/// <param name="Phase">Which of the interleaved destinations of a transposed convolution.</param>
internal readonly record struct Panel(long Offset, int FirstRow, int Rows, int Channel, int Channels, int Phase);

/// <summary>
/// The weights of a layer as the left side of a product, packed once: panels [depth, rows] with the bias beside them. For a gate the rows of a panel are
/// half values, half gates of the same channels, so that one tile holds both.
/// </summary>
internal sealed unsafe class PackedRows
{
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _bias;

    /// <param name="engine">What owns the memory.</param>
    /// <param name="depth">Length of the inner dimension.</param>
    /// <param name="channels">Rows of the matrix.</param>
    /// <param name="phases">Number of matrices of that many rows under each other, each with panels of its own.</param>
    /// <param name="gated">Whether row c and row c + channels / 2 meet in a gate.</param>
    /// <param name="weights">[phases * channels, depth]</param>
    /// <param name="bias">[channels]</param>
    public PackedRows(Engine engine, int depth, int channels, int phases, bool gated, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Depth = depth;
        var outputs = gated ? channels / 2 : channels;
        var perRow = gated ? 2 : 1;
        var panels = new List<Panel>();
        var packedRows = 0;
        for (var phase = 0; phase < phases; phase++)
        {
            for (var c = 0; c < outputs; c += MatrixKernel.Rows / perRow)
            {
                var rows = MatrixKernel.PanelRows(c * perRow, outputs * perRow);
                panels.Add(new Panel((long)packedRows * depth, packedRows, rows, c, Math.Min(rows / perRow, outputs - c), phase));
                packedRows += rows;
            }
        }

        Panels = [.. panels];
        _weights = engine.Allocate((long)packedRows * depth);
        _bias = engine.Allocate(packedRows);
        foreach (ref readonly var panel in Panels.AsSpan())
        {
            for (var r = 0; r < panel.Channels; r++)
            {
                for (var half = 0; half < perRow; half++)
                    _bias.Pointer[panel.FirstRow + r + (half * panel.Rows / 2)] = bias[panel.Channel + r + (half * outputs)];
            }
        }

        fixed (float* source = weights)
        {
            var body = new PackBody(this, source, channels, gated);
            engine.Workers.For(Panels.Length, ref body);
        }
    }

    public int Depth { get; }

    public Panel[] Panels { get; }

    public float* Weights => _weights.Pointer;

    public float* Bias => _bias.Pointer;

    private readonly struct PackBody(PackedRows owner, float* weights, int channels, bool gated) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var panel = owner.Panels[index];
            var depth = owner.Depth;
            var source = weights + (((long)panel.Phase * channels) + panel.Channel) * depth;
            var target = owner.Weights + panel.Offset;
            if (!gated)
            {
                RowPacking.Pack(source, depth, panel.Channels, depth, panel.Rows, target);
                return;
            }

            var half = panel.Rows / 2;
            RowPacking.Pack(source, depth, panel.Channels, depth, half, panel.Rows, target);
            RowPacking.Pack(source + ((long)channels / 2 * depth), depth, panel.Channels, depth, half, panel.Rows, target + half);
        }
    }
}
