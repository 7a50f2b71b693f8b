using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Unbraid.Inference;

/// <summary>The work of one parallel loop: a struct on the caller's stack that the workers call with each index.</summary>
internal interface IParallelBody
{
    /// <summary>Does part <paramref name="index"/> of the work.</summary>
    /// <param name="index">0 to count - 1; each is given out once.</param>
    /// <param name="worker">0 to threads - 1; two calls that run at the same time have different workers.</param>
    void Invoke(int index, int worker);
}

/// <summary>
/// A fixed set of threads, the caller being the first. Indices are given out as threads become free, so a body must cut its work into
/// parts that do not depend on the number of threads: then results have the same bits at any number of them.
/// A loop allocates nothing. A loop started from inside a body runs on the calling thread alone.
/// </summary>
internal sealed unsafe class ThreadTeam : IDisposable
{
    private const int LeastSpins = 64;
    private const int MostSpins = 4096;

    [ThreadStatic]
    private static int s_workerPlusOne;

    private readonly Thread[] _threads;
    private readonly Lock _loop = new();
    private readonly object _wake = new();

    private void* _body;
    private delegate*<void*, int, int, void> _invoke;
    private int _count;
    private int _next;
    private int _busy;
    private int _sleepers;
    private volatile int _generation;
    private volatile bool _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">Threads in all, the caller included; 1 or more.</param>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Unbraid worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of threads, the caller included.</summary>
    public int Threads => _threads.Length + 1;

    /// <summary>Whether the calling thread is inside a loop of several threads, so that its own loops run on it alone.</summary>
    internal static bool IsInside => s_workerPlusOne != 0;

    /// <summary>Threads that a loop started now has.</summary>
    internal int Available => IsInside ? 1 : Threads;

    /// <summary>Calls <paramref name="body"/> with every index below <paramref name="count"/> and returns when all are done.</summary>
    /// <param name="count">Number of parts; 0 does nothing.</param>
    /// <param name="body">A local variable of the caller: the workers reach it through its address on the stack.</param>
    public void For<TBody>(int count, ref TBody body)
        where TBody : struct, IParallelBody
    {
        if (count <= 0)
            return;
        if (count == 1 || _threads.Length == 0 || s_workerPlusOne != 0)
        {
            var worker = Math.Max(0, s_workerPlusOne - 1);
            for (var i = 0; i < count; i++)
                body.Invoke(i, worker);
            return;
        }

        lock (_loop)
        {
            _body = Unsafe.AsPointer(ref body);
            _invoke = &Call<TBody>;
            _count = count;
            _next = 0;
            _failure = null;
            Volatile.Write(ref _busy, _threads.Length);
            _generation++;
            // A worker that goes to sleep counts itself and then looks at the generation; here it is the other way round. Without a barrier both
            // could read what was before, and it would sleep through the loop for ever.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _sleepers) > 0)
            {
                lock (_wake)
                    Monitor.PulseAll(_wake);
            }

            s_workerPlusOne = 1;
            TakeParts(0);
            s_workerPlusOne = 0;
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _busy) != 0)
                spinner.SpinOnce(sleep1Threshold: -1);
            _failure?.Throw();
        }
    }

    /// <summary>The loop for code that is not hot: <paramref name="body"/> is called with every index below <paramref name="count"/>.</summary>
    public void For(int count, Action<int> body)
    {
        var wrapped = new ActionBody(body);
        For(count, ref wrapped);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (_wake)
        {
            _stopping = true;
            Monitor.PulseAll(_wake);
        }

        foreach (var thread in _threads)
            thread.Join();
    }

    private static void Call<TBody>(void* body, int index, int worker)
        where TBody : struct, IParallelBody => Unsafe.AsRef<TBody>(body).Invoke(index, worker);

    private void Work(int worker)
    {
        s_workerPlusOne = worker + 1;
        var seen = 0;
        var spins = MostSpins;
        while (WaitForLoop(seen, ref spins))
        {
            seen = _generation;
            TakeParts(worker);
            Interlocked.Decrement(ref _busy);
        }
    }

    // Spinning pays while loops follow each other at once. Where it was for nothing it is halved: the caller works alone for long, or another program has
    // its processor and could have this one too.
    private bool WaitForLoop(int seen, ref int spins)
    {
        for (var spin = 0; spin < spins && _generation == seen && !_stopping; spin++)
            Thread.SpinWait(4);
        if (_generation != seen)
        {
            spins = Math.Min(MostSpins, 2 * spins);
        }
        else if (!_stopping)
        {
            spins = Math.Max(LeastSpins, spins / 2);
            lock (_wake)
            {
                Interlocked.Increment(ref _sleepers);
                while (_generation == seen && !_stopping)
                    Monitor.Wait(_wake);
                Interlocked.Decrement(ref _sleepers);
            }
        }

        return !_stopping;
    }

    private void TakeParts(int worker)
    {
        try
        {
            for (var index = Interlocked.Increment(ref _next) - 1; index < _count; index = Interlocked.Increment(ref _next) - 1)
                _invoke(_body, index, worker);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Interlocked.Exchange(ref _next, _count);
        }
    }

    private readonly struct ActionBody(Action<int> action) : IParallelBody
    {
        public void Invoke(int index, int worker) => action(index);
    }
}
