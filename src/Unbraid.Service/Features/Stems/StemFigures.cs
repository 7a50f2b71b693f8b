using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Unbraid.Service.Features.Stems;

/// <summary>Figures and spans of loading models.</summary>
internal sealed class StemFigures
{
    private static readonly ActivitySource s_source = new("Unbraid.Stems");
    private readonly Histogram<double> _loads;
    private readonly Counter<long> _reuses;
    private readonly TimeProvider _clock;

    public StemFigures(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("Unbraid.Stems");
        _loads = meter.CreateHistogram<double>(
            "unbraid.model.load.duration", "s", "Loading a model; the count is that of loads.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _reuses = meter.CreateCounter<long>("unbraid.model.reuses", "{task}", "Tasks that found their model loaded.");
    }

    public void Reuse(string model) => _reuses.Add(1, Tag(model));

    /// <summary>Loads a model, and says how long that took.</summary>
    public T Load<T>(string model, Func<T> load)
    {
        using var span = s_source.StartActivity("load model")?.SetTag("unbraid.model", model);
        var started = _clock.GetTimestamp();
        var loaded = load();
        _loads.Record(_clock.GetElapsedTime(started).TotalSeconds, Tag(model));
        return loaded;
    }

    private static KeyValuePair<string, object?> Tag(string model) => new("unbraid.model", model);
}
