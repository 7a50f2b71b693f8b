namespace Unbraid.Inference;

/// <summary>Where the taps of an implicit product lie in its source, and where its columns go in the destination.</summary>
/// <param name="KernelHeight">Taps along the height.</param>
/// <param name="KernelWidth">Taps along the width.</param>
/// <param name="StrideHeight">Source rows from an output row to the next.</param>
/// <param name="StrideWidth">Source columns from an output column to the next.</param>
/// <param name="DilationHeight">Source rows from a tap to the next.</param>
/// <param name="DilationWidth">Source columns from a tap to the next.</param>
/// <param name="PaddingTop">Zeros above the source.</param>
/// <param name="PaddingLeft">Zeros left of the source.</param>
internal readonly record struct Taps(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth, int PaddingTop, int PaddingLeft);

/// <summary>
/// Packed weights times the taps of a map, gathered on the fly: each task packs the taps of a block of positions and passes all weight panels over it while
/// it stays in the cache. With phases (a transposed convolution) position (q, r) of phase (a, b) goes to row q * height + a - top, column r * width + b - left.
/// </summary>
internal static unsafe class ConvolutionProduct
{
    private const int BlockFloats = 64 * 1024;

    /// <param name="engine">What it runs on.</param>
    /// <param name="weights">[channels, source channels * taps] packed.</param>
    /// <param name="taps">Where taps lie.</param>
    /// <param name="scatter">Where columns go.</param>
    /// <param name="activation">Applied to the sums.</param>
    /// <param name="x">Source.</param>
    /// <param name="xMap">Its shape.</param>
    /// <param name="residual">As y, or null.</param>
    /// <param name="y">Destination.</param>
    /// <param name="yMap">Its shape.</param>
    public static void Run(
        Engine engine, PackedRows weights, Taps taps, Scatter scatter, Activation activation, float* x, FeatureMap xMap, float* residual, float* y, FeatureMap yMap)
    {
        var height = (yMap.Height + scatter.Top + scatter.Height - 1) / scatter.Height;
        var width = (yMap.Width + scatter.Left + scatter.Width - 1) / scatter.Width;
        var positions = height * width;
        if (positions == 0)
            return;
        var columns = engine.Matrix.Columns;
        var panels = Math.Clamp(BlockFloats / (weights.Depth * columns), 1, 64);
        while (panels > 1 && positions < PartsFor(engine) * panels * columns)
            panels /= 2;
        var body = new Body
        {
            Engine = engine,
            Weights = weights,
            Taps = taps,
            Scatter = scatter,
            Activation = activation,
            X = x,
            XMap = xMap,
            Residual = residual,
            Y = y,
            YMap = yMap,
            Width = width,
            Positions = positions,
            Panels = panels,
        };
        var block = panels * columns;
        engine.Workers.For((positions + block - 1) / block, ref body);
    }

    // Parts enough that threads end together.
    private static int PartsFor(Engine engine) => engine.Workers.Available == 1 ? 1 : 8;

    private struct Body : IParallelBody
    {
        public Engine Engine;
        public PackedRows Weights;
        public Taps Taps;
        public Scatter Scatter;
        public Activation Activation;
        public float* X;
        public FeatureMap XMap;
        public float* Residual;
        public float* Y;
        public FeatureMap YMap;
        public int Width;
        public int Positions;
        public int Panels;

        public readonly void Invoke(int index, int worker)
        {
            var kernel = Engine.Matrix;
            var columns = kernel.Columns;
            var depth = Weights.Depth;
            var first = index * Panels * columns;
            var panels = Math.Min(Panels, (Positions - first + columns - 1) / columns);
            var tile = Engine.Scratch(worker, MatrixKernel.LargestTile + ((long)Panels * columns * depth));
            var packed = tile + MatrixKernel.LargestTile;
            var panelFloats = (long)columns * depth;
            for (var p = 0; p < panels; p++)
            {
                var start = first + (p * columns);
                TapPacking.Pack(Taps, X, XMap, Width, start, Math.Min(columns, Positions - start), columns, packed + (p * panelFloats));
            }

            foreach (ref readonly var panel in Weights.Panels.AsSpan())
            {
                for (var p = 0; p < panels; p++)
                {
                    kernel.Multiply(depth, panel.Rows, Weights.Weights + panel.Offset, packed + (p * panelFloats), tile);
                    var start = first + (p * columns);
                    Store(panel, tile, columns, start, Math.Min(columns, Positions - start));
                }
            }
        }

        private readonly void Store(in Panel panel, float* tile, int columns, int start, int count)
        {
            var half = Activation == Activation.Glu ? panel.Rows / 2 * columns : 0;
            var bias = Weights.Bias + panel.FirstRow;
            var straight = Scatter is { Height: 1, Width: 1, Top: 0, Left: 0 };
            for (var r = 0; r < panel.Channels; r++)
            {
                var row = tile + (r * columns);
                var gateBias = half == 0 ? 0 : bias[r + (panel.Rows / 2)];
                var channel = (long)(panel.Channel + r) * YMap.ChannelStride;
                if (straight)
                    StoreRun(row, half, bias[r], gateBias, channel + start, count);
                else
                    ScatterRow(panel.Phase, row, bias[r], channel, start, count);
            }
        }

        private readonly void StoreRun(float* row, int half, float bias, float gateBias, long at, int count)
        {
            var residual = Residual == null ? null : Residual + at;
            if (half != 0)
                RowEpilogue.StoreGated(row, bias, row + half, gateBias, residual, Y + at, count);
            else
                RowEpilogue.Store(Activation, row, bias, residual, Y + at, count);
        }

        // Positions that share a source row go to one destination row.
        private readonly void ScatterRow(int phase, float* row, float bias, long channel, int start, int count)
        {
            var contiguous = Scatter is { Width: 1, Left: 0 };
            if (!contiguous)
                RowEpilogue.Store(Activation, row, bias, null, row, Engine.Matrix.Columns);
            for (var done = 0; done < count;)
            {
                var (q, r) = Math.DivRem(start + done, Width);
                var run = Math.Min(count - done, Width - r);
                var h = (q * Scatter.Height) + (phase / Scatter.Width) - Scatter.Top;
                if ((uint)h < (uint)YMap.Height)
                {
                    var at = channel + ((long)h * YMap.Width);
                    if (contiguous)
                        StoreRun(row + done, 0, bias, 0, at + r, run);
                    else
                        Spread(row + done, at, (r * Scatter.Width) + (phase % Scatter.Width) - Scatter.Left, run);
                }

                done += run;
            }
        }

        // Every Scatter.Width-th float of a row.
        private readonly void Spread(float* row, long at, int w, int run)
        {
            for (var i = 0; i < run; i++, w += Scatter.Width)
            {
                if ((uint)w < (uint)YMap.Width)
                    Y[at + w] = row[i] + (Residual == null ? 0 : Residual[at + w]);
            }
        }
    }
}

/// <summary>How the columns of a product are spread over the destination; all ones and zeros for a plain convolution.</summary>
/// <param name="Height">Destination rows from a position to the next: phases along the height.</param>
/// <param name="Width">Destination columns from a position to the next: phases along the width.</param>
/// <param name="Top">Destination rows trimmed.</param>
/// <param name="Left">Destination columns trimmed.</param>
internal readonly record struct Scatter(int Height, int Width, int Top, int Left);
