using Unbraid.Inference;

namespace Unbraid.Separation.Families;

/// <summary>What networks are built by: they run on one engine, one after the other, and those of the same shape share their scratch.</summary>
internal sealed class NetworkFactory(Engine engine) : IDisposable
{
    private readonly Dictionary<object, IDisposable> _shared = [];

    public Engine Engine => engine;

    /// <summary>The scratch of a shape, made when it is first asked for; disposed of with the factory.</summary>
    /// <param name="shape">What tells shapes apart, compared by value.</param>
    /// <param name="make">Makes it.</param>
    public T Scratch<T>(object shape, Func<T> make)
        where T : class, IDisposable
    {
        if (!_shared.TryGetValue(shape, out var scratch))
            _shared[shape] = scratch = make();
        return (T)scratch;
    }

    public void Dispose()
    {
        foreach (var scratch in _shared.Values)
        {
            scratch.Dispose();
        }

        engine.Dispose();
    }
}
