using Unbraid.Inference;

namespace Unbraid.Separation.RoFormer;

/// <summary>Turns tokens around: [rows, columns, features] to [columns, rows, features].</summary>
internal static class Transposition
{
    public static unsafe void Run(Engine engine, ReadOnlySpan<float> x, int rows, int columns, int features, Span<float> y)
    {
        fixed (float* source = x, target = y)
        {
            var body = new Body(source, rows, columns, features, target);
            engine.Workers.For(columns, ref body);
        }
    }

    private readonly unsafe struct Body(float* x, int rows, int columns, int features, float* y) : IParallelBody
    {
        public void Invoke(int index, int worker)
        {
            for (var row = 0; row < rows; row++)
                new ReadOnlySpan<float>(x + ((((long)row * columns) + index) * features), features).CopyTo(new Span<float>(y + ((((long)index * rows) + row) * features), features));
        }
    }
}
