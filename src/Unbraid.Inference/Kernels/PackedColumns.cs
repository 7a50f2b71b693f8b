namespace Unbraid.Inference;

/// <summary>The weights of a layer as the right side of a product, packed once: panels [depth, columns], zeros after the last column.</summary>
internal sealed unsafe class PackedColumns
{
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _bias;

    /// <param name="engine">What owns the memory.</param>
    /// <param name="depth">Length of the inner dimension.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="weights">[columns, depth], that is, the transposed matrix, as PyTorch stores linear layers.</param>
    /// <param name="bias">[columns], or empty for zeros.</param>
    public PackedColumns(Engine engine, int depth, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        var panelColumns = engine.Matrix.Columns;
        (Depth, Columns, PanelColumns) = (depth, columns, panelColumns);
        Panels = (columns + panelColumns - 1) / panelColumns;
        _weights = engine.Allocate((long)Panels * panelColumns * depth);
        _bias = engine.Allocate(Panels * panelColumns);
        bias.CopyTo(_bias.Span);
        fixed (float* source = weights)
        {
            var body = new PackBody(this, source);
            engine.Workers.For(Panels, ref body);
        }
    }

    public int Depth { get; }

    public int Columns { get; }

    public int PanelColumns { get; }

    public int Panels { get; }

    public float* Bias => _bias.Pointer;

    public float* Panel(int index) => _weights.Pointer + ((long)index * PanelColumns * Depth);

    private readonly struct PackBody(PackedColumns owner, float* weights) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var (depth, width) = (owner.Depth, owner.PanelColumns);
            var column = index * width;
            RowPacking.Pack(weights + ((long)column * depth), depth, Math.Min(width, owner.Columns - column), depth, width, owner.Panel(index));
        }
    }
}
