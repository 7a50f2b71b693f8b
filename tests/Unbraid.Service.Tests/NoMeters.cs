using System.Diagnostics.Metrics;

namespace Unbraid.Service.Tests;

/// <summary>Makes meters that nobody reads.</summary>
internal sealed class NoMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
