namespace Unbraid.Inference;

/// <summary>The work of one parallel loop whose arithmetic is written for any number of lanes.</summary>
internal interface ILaneBody
{
    /// <summary>Does part <paramref name="index"/> of the work.</summary>
    /// <typeparam name="T">The lanes of the kernel set in use.</typeparam>
    /// <param name="index">0 to count - 1; each is given out once.</param>
    /// <param name="worker">0 to threads - 1; two calls that run at the same time have different workers.</param>
    void Invoke<T>(int index, int worker)
        where T : struct, ILanes<T>;
}

/// <summary>Such work with its lanes chosen.</summary>
internal readonly struct LaneLoop<TBody, T>(TBody body) : IParallelBody
    where TBody : struct, ILaneBody
    where T : struct, ILanes<T>
{
    private readonly TBody _body = body;

    public void Invoke(int index, int worker) => _body.Invoke<T>(index, worker);
}
