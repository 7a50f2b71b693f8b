namespace Unbraid.Inference;

/// <summary>Passes over memory that no product can absorb.</summary>
internal static unsafe class Elementwise
{
    private const int PartLength = 16 * 1024;
    private const int TransposedRows = 64;

    private enum Operation
    {
        Add,
        Affine,
        Activation,
    }

    /// <summary>y[i] = a[i] + b[i]; y may be a or b.</summary>
    public static void Add(Engine engine, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) =>
        Run(engine, "add", Operation.Add, default, a, b, 0, 0, y);

    /// <summary>y[i] = x[i] * scale + offset; y may be x.</summary>
    public static void Affine(Engine engine, ReadOnlySpan<float> x, float scale, float offset, Span<float> y) =>
        Run(engine, "affine", Operation.Affine, default, x, x, scale, offset, y);

    /// <summary>y[i] = activation(x[i]), all but <see cref="Activation.Glu"/>; y may be x.</summary>
    public static void Apply(Engine engine, Activation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        if (activation == Activation.Glu)
            throw new ArgumentException("A gate needs two values.", nameof(activation));
        Run(engine, "activation", Operation.Activation, activation, x, x, 0, 0, y);
    }

    /// <summary>y[c, r] = x[r, c]</summary>
    /// <param name="engine">What it runs on.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="y">[columns, rows]; not the source.</param>
    public static void Transpose(Engine engine, ReadOnlySpan<float> x, int rows, int columns, Span<float> y)
    {
        LayerChecks.AtLeast(x.Length, (long)rows * columns, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)rows * columns, nameof(y));
        var start = KernelProfile.Start(engine.Profile);
        fixed (float* px = x, py = y)
        {
            var body = new TransposeBody(px, rows, columns, py);
            engine.Workers.For((columns + TransposedRows - 1) / TransposedRows, ref body);
        }

        engine.Profile?.Stop("transpose", start, 0);
    }

    /// <summary>Mean and standard deviation (unbiased: divided by n - 1), summed in blocks and double.</summary>
    public static (double Mean, double Deviation) Statistics(Engine engine, ReadOnlySpan<float> x)
    {
        var start = KernelProfile.Start(engine.Profile);
        Moments moments;
        fixed (float* px = x)
        {
            var body = new MomentsBody(px, x.Length, &moments);
            engine.For(1, ref body);
        }

        engine.Profile?.Stop("statistics", start, 0);
        return (moments.Mean, Math.Sqrt(moments.Squares / (moments.Count - 1)));
    }

    private static void Run(
        Engine engine, string name, Operation operation, Activation activation, ReadOnlySpan<float> a, ReadOnlySpan<float> b, float scale, float offset,
        Span<float> y)
    {
        LayerChecks.AtLeast(a.Length, y.Length, "source");
        LayerChecks.AtLeast(b.Length, y.Length, "source");
        var start = KernelProfile.Start(engine.Profile);
        fixed (float* pa = a, pb = b, py = y)
        {
            var body = new Body(operation, activation, pa, pb, scale, offset, py, y.Length);
            engine.For((y.Length + PartLength - 1) / PartLength, ref body);
        }

        engine.Profile?.Stop(name, start, 0);
    }

    private readonly struct Body(Operation operation, Activation activation, float* a, float* b, float scale, float offset, float* y, int length)
        : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var i = index * PartLength;
            var end = Math.Min(length, i + PartLength);
            for (; i + T.Count <= end; i += T.Count)
                Apply(T.Load(a + i), T.Load(b + i)).Store(y + i);
            var rest = stackalloc float[T.Count];
            for (; i < end; i++)
            {
                Apply(T.Create(a[i]), T.Create(b[i])).Store(rest);
                y[i] = rest[0];
            }
        }

        private T Apply<T>(T u, T v)
            where T : struct, ILanes<T> => operation switch
            {
                Operation.Add => u + v,
                Operation.Affine => T.FusedMultiplyAdd(u, T.Create(scale), T.Create(offset)),
                _ => VectorMath.Activate(activation, u),
            };
    }

    private readonly struct MomentsBody(float* x, int length, Moments* result) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T> => *result = Moments.OfParts<T>(x, length, PartLength);
    }

    private readonly struct TransposeBody(float* x, int rows, int columns, float* y) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            var first = index * TransposedRows;
            var count = Math.Min(TransposedRows, columns - first);
            for (var r = 0; r < rows; r += 16)
            {
                var block = Math.Min(16, rows - r);
                var whole = block / 4 * 4;
                RowPacking.Pack(x + ((long)r * columns) + first, columns, whole, count, whole, rows, y + ((long)first * rows) + r);
                for (var i = whole; i < block; i++)
                {
                    for (var c = 0; c < count; c++)
                        y[((long)(first + c) * rows) + r + i] = x[((long)(r + i) * columns) + first + c];
                }
            }
        }
    }
}
