using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Outbound;

/// <summary>Figures and spans of callbacks; requests that leave the service have those of the HTTP client.</summary>
internal sealed class OutboundFigures
{
    private static readonly ActivitySource s_source = new("Unbraid.Outbound");
    private readonly Counter<long> _callbacks;
    private readonly IDbContextFactory<ServiceDb> _factory;
    private readonly ILogger<OutboundFigures> _log;

    public OutboundFigures(IMeterFactory meters, IDbContextFactory<ServiceDb> factory, ILogger<OutboundFigures> log)
    {
        (_factory, _log) = (factory, log);
        var meter = meters.Create("Unbraid.Outbound");
        _callbacks = meter.CreateCounter<long>(
            "unbraid.callback.attempts", "{attempt}", "Callbacks sent: delivered, retried (to be tried again) or given_up.");
        meter.CreateObservableGauge("unbraid.callback.due", CountDue, "{callback}", "Callbacks that are to be sent, now or again.");
    }

    public void Count(string outcome) => _callbacks.Add(1, new KeyValuePair<string, object?>("unbraid.callback.outcome", outcome));

    /// <summary>One attempt, in the trace of the request that asked for it.</summary>
    public static Activity? Begin(TaskRow task)
    {
        _ = ActivityContext.TryParse(task.TraceParent, null, isRemote: true, out var request);
        return s_source.StartActivity("callback", ActivityKind.Producer, request)
            ?.SetTag("unbraid.task.id", task.Id).SetTag("unbraid.callback.attempt", task.CallbackAttempt);
    }

    private IEnumerable<Measurement<int>> CountDue()
    {
        try
        {
            using var db = _factory.CreateDbContext();
            return [new(db.Tasks.Count(t => t.CallbackDueAt != null))];
        }
        catch (ObjectDisposedException)
        {
            return []; // the last figures of a service that has stopped
        }
        catch (Exception e)
        {
            _log.LogFault(e, "The callbacks cannot be counted");
            return [];
        }
    }
}
