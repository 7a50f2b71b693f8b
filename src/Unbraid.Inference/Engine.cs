namespace Unbraid.Inference;

/// <summary>
/// What kernels run on: threads, the kernel set, scratch per thread. Layers are made for one engine,
/// their packed weights are freed with it, and one engine runs one network at a time.
/// Results have the same bits at any number of threads.
/// </summary>
internal sealed class Engine : IDisposable
{
    private readonly NativeBuffer?[] _scratch;
    private NativeBuffer? _shared;
    private readonly List<NativeBuffer> _owned = [];

    /// <param name="threads">Threads in all, the caller included; 1 or more.</param>
    /// <param name="kernels">The kernels to run; by default <see cref="KernelSelection.Default"/>.</param>
    public Engine(int threads, KernelSet? kernels = null)
    {
        Kernels = kernels ?? KernelSelection.Default();
        if (!KernelSelection.IsSupported(Kernels))
            throw new ArgumentException($"The {Kernels} kernels do not run on this processor.", nameof(kernels));
        Matrix = MatrixKernel.Create(Kernels);
        Workers = new ThreadTeam(threads);
        _scratch = new NativeBuffer?[threads];
    }

    /// <summary>The kernels in use.</summary>
    public KernelSet Kernels { get; }

    internal MatrixKernel Matrix { get; }

    /// <summary>The threads.</summary>
    public ThreadTeam Workers { get; }

    /// <summary>Where time goes, when somebody wants to know; null costs nothing.</summary>
    public KernelProfile? Profile
    {
        get;
        set
        {
            field = value;
            value?.Threads = Workers.Threads;
        }
    }

    public void Dispose()
    {
        Workers.Dispose();
        _shared?.Dispose();
        foreach (var buffer in _scratch)
            buffer?.Dispose();
        foreach (var buffer in _owned)
            buffer.Dispose();
    }

    /// <summary>Calls <paramref name="body"/> with every index below <paramref name="count"/>, in the lanes of the kernel set, and returns when all are done.</summary>
    internal void For<TBody>(int count, ref readonly TBody body)
        where TBody : struct, ILaneBody
    {
        switch (Kernels)
        {
            case KernelSet.Avx512:
                For<TBody, WideLanes>(count, in body);
                break;
            case KernelSet.Plain:
                For<TBody, OneLane>(count, in body);
                break;
            default:
                For<TBody, Lanes>(count, in body);
                break;
        }
    }

    /// <summary>Memory of a layer, which lives as long as the engine.</summary>
    internal NativeBuffer Allocate(long floats)
    {
        var buffer = new NativeBuffer(floats);
        _owned.Add(buffer);
        return buffer;
    }

    /// <summary>Room of one worker, valid until the worker's next call; made at the first call that needs as much.</summary>
    internal unsafe float* Scratch(int worker, long floats) => AtLeast(ref _scratch[worker], floats);

    /// <summary>Room that the workers share for one run of one layer, valid until the next call: a network has many layers, and one runs at a time.</summary>
    internal unsafe float* SharedScratch(long floats) => AtLeast(ref _shared, floats);

    private void For<TBody, T>(int count, ref readonly TBody body)
        where TBody : struct, ILaneBody
        where T : struct, ILanes<T>
    {
        var loop = new LaneLoop<TBody, T>(body);
        Workers.For(count, ref loop);
    }

    private static unsafe float* AtLeast(ref NativeBuffer? buffer, long floats)
    {
        if (buffer is null || buffer.Length < floats)
        {
            buffer?.Dispose();
            buffer = new NativeBuffer(floats);
        }

        return buffer.Pointer;
    }
}
