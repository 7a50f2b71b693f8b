namespace Unbraid.Inference;

/// <summary>Rows times packed weights: each task packs a block of rows and passes all weight panels over it while it stays in the cache.</summary>
internal static unsafe class LinearProduct
{
    private const int BlockFloats = 64 * 1024;

    /// <summary>y = residual + activation(x W + bias)</summary>
    public static void Run(
        Engine engine, PackedColumns weights, Activation activation, ReadOnlySpan<float> x, int rows, ReadOnlySpan<float> residual, Span<float> y)
    {
        if (rows == 0)
            return;
        fixed (float* px = x, pr = residual, py = y)
        {
            var panels = Math.Clamp(BlockFloats / (weights.Depth * MatrixKernel.Rows), 1, 16);
            while (panels > 1 && rows < 8 * panels * MatrixKernel.Rows)
                panels /= 2;
            var block = panels * MatrixKernel.Rows;
            var body = new Body(engine, weights, activation, px, rows, residual.IsEmpty ? null : pr, py, block);
            engine.Workers.For((rows + block - 1) / block, ref body);
        }
    }

    private readonly struct Body(
        Engine engine, PackedColumns weights, Activation activation, float* x, int rows, float* residual, float* y, int block) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var kernel = engine.Matrix;
            var (depth, columns, width) = (weights.Depth, weights.Columns, weights.PanelColumns);
            var first = index * block;
            var count = Math.Min(block, rows - first);
            var tile = engine.Scratch(worker, MatrixKernel.LargestTile + ((long)block * depth));
            var packed = tile + MatrixKernel.LargestTile;
            for (var r = 0; r < count; r += MatrixKernel.Rows)
            {
                RowPacking.Pack(
                    x + ((long)(first + r) * depth), depth, Math.Min(MatrixKernel.Rows, count - r), depth, MatrixKernel.PanelRows(r, count),
                    packed + ((long)r * depth));
            }

            for (var p = 0; p < weights.Panels; p++)
            {
                var column = p * width;
                var stored = Math.Min(width, columns - column);
                for (var r = 0; r < count; r += MatrixKernel.Rows)
                {
                    kernel.Multiply(depth, MatrixKernel.PanelRows(r, count), packed + ((long)r * depth), weights.Panel(p), tile);
                    for (var i = 0; i < Math.Min(MatrixKernel.Rows, count - r); i++)
                    {
                        var at = ((long)(first + r + i) * columns) + column;
                        RowEpilogue.Store(
                            activation, tile + (i * width), weights.Bias + column, residual == null ? null : residual + at, y + at, stored);
                    }
                }
            }
        }
    }
}
