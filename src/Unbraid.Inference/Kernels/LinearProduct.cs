namespace Unbraid.Inference;

/// <summary>
/// Rows times packed weights: each task packs a block of rows and passes all weight panels over it while it stays in the cache. A deep product is summed up
/// slice by slice of its depth, so that a block has rows enough for every weight that is fetched.
/// </summary>
internal static unsafe class LinearProduct
{
    private const int BlockFloats = 96 * 1024;
    private const int LargeBlockFloats = 160 * 1024;

    /// <summary>Floats of weights that no thread's own cache holds a good part of: they come from memory for every block, so blocks are larger.</summary>
    private const int LargeWeights = 2 * 1024 * 1024;

    private const int SliceDepth = 1024;
    private const int LeastParts = 16;

    /// <summary>y = residual + activation(x W + bias)</summary>
    public static void Run(
        Engine engine, PackedColumns weights, Activation activation, ReadOnlySpan<float> x, int rows, ReadOnlySpan<float> residual, Span<float> y)
    {
        if (rows == 0)
            return;
        fixed (float* px = x, pr = residual, py = y)
        {
            // An activation needs the whole sum.
            var slice = activation == Activation.None ? Math.Min(SliceDepth, weights.Depth) : weights.Depth;
            var panels = (rows + MatrixKernel.Rows - 1) / MatrixKernel.Rows;
            var blockFloats = (long)weights.Depth * weights.Columns > LargeWeights ? LargeBlockFloats : BlockFloats;
            var most = Math.Clamp(blockFloats / (slice * MatrixKernel.Rows), 1, 16);
            var parts = Math.Max((panels + most - 1) / most, Math.Min(panels, LeastParts));
            var block = (panels + parts - 1) / parts * MatrixKernel.Rows;
            var body = new Body(engine, weights, activation, px, rows, residual.IsEmpty ? null : pr, py, block, slice);
            engine.For((rows + block - 1) / block, ref body);
        }
    }

    private readonly struct Body(
        Engine engine, PackedColumns weights, Activation activation, float* x, int rows, float* residual, float* y, int block, int slice) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var first = index * block;
            var count = Math.Min(block, rows - first);
            var tile = engine.Scratch(worker, MatrixKernel.LargestTile + ((long)block * slice));
            var packed = tile + MatrixKernel.LargestTile;
            for (var k = 0; k < weights.Depth; k += slice)
            {
                var depth = Math.Min(slice, weights.Depth - k);
                for (var r = 0; r < count; r += MatrixKernel.Rows)
                {
                    RowPacking.Pack(
                        x + ((long)(first + r) * weights.Depth) + k, weights.Depth, Math.Min(MatrixKernel.Rows, count - r), depth,
                        MatrixKernel.PanelRows(r, count), packed + ((long)r * depth));
                }

                for (var p = 0; p < weights.Panels; p++)
                {
                    for (var r = 0; r < count; r += MatrixKernel.Rows)
                    {
                        engine.Matrix.Multiply(
                            depth, MatrixKernel.PanelRows(r, count), packed + ((long)r * depth), weights.Panel(p) + ((long)k * weights.PanelColumns), tile);
                        Store<T>(tile, Math.Min(MatrixKernel.Rows, count - r), first + r, p, isFirst: k == 0);
                    }
                }
            }
        }

        private void Store<T>(float* tile, int count, int row, int panel, bool isFirst)
            where T : struct, ILanes<T>
        {
            var width = weights.PanelColumns;
            var column = panel * width;
            var at = ((long)row * weights.Columns) + column;
            var target = new TileTarget
            {
                Y = y + at,
                Residual = residual == null ? null : residual + at,
                Stride = weights.Columns,
                Rows = count,
                Count = Math.Min(width, weights.Columns - column),
            };
            if (isFirst)
                RowEpilogue.StoreColumns<T>(activation, tile, width, weights.Bias + column, target);
            else
                RowEpilogue.Accumulate<T>(tile, width, target);
        }
    }
}
