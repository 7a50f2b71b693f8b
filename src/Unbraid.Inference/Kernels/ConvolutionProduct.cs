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
/// it stays in the cache. With phases (a transposed convolution) position (q, r) of phase (a, b) goes to row q * height + a - top, column r * width + b - left;
/// a is the phase of a panel, the b of a channel are rows beside each other.
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
        engine.For((positions + block - 1) / block, ref body);
    }

    // Parts enough that threads end together.
    private static int PartsFor(Engine engine) => engine.Workers.Available == 1 ? 1 : 8;

    private struct Body : ILaneBody
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

        public readonly void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
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
                TapPacking.Pack<T>(Taps, X, XMap, Width, start, Math.Min(columns, Positions - start), columns, packed + (p * panelFloats));
            }

            foreach (ref readonly var panel in Weights.Panels.AsSpan())
            {
                for (var p = 0; p < panels; p++)
                {
                    kernel.Multiply(depth, panel.Rows, Weights.Weights + panel.Offset, packed + (p * panelFloats), tile);
                    var start = first + (p * columns);
                    Store<T>(panel, tile, columns, start, Math.Min(columns, Positions - start));
                }
            }
        }

        private readonly void Store<T>(in Panel panel, float* tile, int columns, int start, int count)
            where T : struct, ILanes<T>
        {
            var bias = Weights.Bias + panel.FirstRow;
            if (Scatter is { Height: 1, Width: 1, Top: 0, Left: 0 })
            {
                var target = Target(panel, start, count);
                if (Activation == Activation.Glu)
                    RowEpilogue.StoreGated<T>(tile, columns, bias, panel.Rows / 2, target);
                else
                    RowEpilogue.Store<T>(Activation, tile, columns, bias, target);
                return;
            }

            var interleaved = Scatter.Width > 1 || Scatter.Left > 0;
            if (interleaved)
                RowEpilogue.Store<T>(Activation, tile, columns, bias, new TileTarget { Y = tile, Stride = columns, Rows = panel.Channels, Count = columns });

            // Positions that share a source row go to one destination row.
            for (var done = 0; done < count;)
            {
                var (q, r) = Math.DivRem(start + done, Width);
                var run = Math.Min(count - done, Width - r);
                var h = (q * Scatter.Height) + panel.Phase - Scatter.Top;
                if ((uint)h < (uint)YMap.Height && interleaved)
                    Interleave(panel, tile + done, columns, h, (r * Scatter.Width) - Scatter.Left, run);
                else if ((uint)h < (uint)YMap.Height)
                    RowEpilogue.Store<T>(Activation, tile + done, columns, bias, Target(panel, ((long)h * YMap.Width) + r, run));
                done += run;
            }
        }

        private readonly TileTarget Target(in Panel panel, long first, int count)
        {
            var at = ((long)panel.Channel * YMap.ChannelStride) + first;
            return new TileTarget
            {
                Y = Y + at,
                Residual = Residual == null ? null : Residual + at,
                Stride = YMap.ChannelStride,
                Rows = panel.Channels,
                Count = count,
            };
        }

        // Rows of the tile are the phases of a channel, then those of the next; w is where the first phase of the first position belongs.
        private readonly void Interleave(in Panel panel, float* tile, int columns, int h, int w, int run)
        {
            var quads = Scatter.Width == 4 && Residual == null && w >= 0 && w + (4 * run) <= YMap.Width;
            for (var row = 0; row < panel.Channels; row += quads ? 4 : 1)
            {
                var (channel, phase) = Math.DivRem(panel.Channel + row, Scatter.Width);
                var at = (channel * (long)YMap.ChannelStride) + ((long)h * YMap.Width);
                if (quads)
                    RowPacking.Pack(tile + (row * columns), columns, 4, run, 4, Y + at + w);
                else
                    Spread(tile + (row * columns), at, w + phase, run);
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
