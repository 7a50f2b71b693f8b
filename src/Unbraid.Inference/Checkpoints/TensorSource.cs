namespace Unbraid.Inference.Checkpoints;

/// <summary>Where a network takes its weights from, by the names of the original implementation.</summary>
internal abstract class TensorSource
{
    /// <summary>Whether a tensor of that name is there.</summary>
    public abstract bool Contains(string name);

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public abstract IReadOnlyList<long> ShapeOf(string name);

    /// <summary>Reads a tensor as float, row-major.</summary>
    /// <param name="name">Full name, for example <c>encoder.0.conv.weight</c>.</param>
    /// <param name="shape">The shape the network expects.</param>
    /// <param name="destination">As long as the product of <paramref name="shape"/>.</param>
    /// <exception cref="CheckpointException">The tensor is missing or has another shape; the message prints both.</exception>
    public abstract void Read(string name, ReadOnlySpan<int> shape, Span<float> destination);

    /// <summary>Reads a tensor into a new array.</summary>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        CheckShape(name, shape);
        long count = 1;
        foreach (var extent in shape)
        {
            count *= extent;
        }

        var values = GC.AllocateUninitializedArray<float>(checked((int)count));
        Read(name, shape, values);
        return values;
    }

    /// <summary>Checks that nothing is left that nobody asked for.</summary>
    /// <exception cref="CheckpointException">Some tensors were not read; the message names them.</exception>
    public abstract void RequireAllRead();

    /// <summary>The same tensors, with <paramref name="prefix"/> put before every name asked for.</summary>
    public TensorSource Scope(string prefix) => new ScopedTensors(this, prefix);

    /// <exception cref="CheckpointException">The tensor is missing or has another shape.</exception>
    protected abstract void CheckShape(string name, ReadOnlySpan<int> shape);

    private sealed class ScopedTensors(TensorSource source, string prefix) : TensorSource
    {
        public override bool Contains(string name) => source.Contains(prefix + name);

        public override IReadOnlyList<long> ShapeOf(string name) => source.ShapeOf(prefix + name);

        public override void Read(string name, ReadOnlySpan<int> shape, Span<float> destination) => source.Read(prefix + name, shape, destination);

        public override void RequireAllRead() => source.RequireAllRead();

        protected override void CheckShape(string name, ReadOnlySpan<int> shape) => source.CheckShape(prefix + name, shape);
    }
}
