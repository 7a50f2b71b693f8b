using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Http;

/// <summary>A line in the log for each request, and the bytes of its answer.</summary>
/// <remarks>A line holds no query, because links are signed there, and nothing of a body.</remarks>
internal sealed partial class RequestLog(IMeterFactory meters, TimeProvider clock, ILogger<RequestLog> log)
{
    private readonly Histogram<long> _sent = meters.Create("Unbraid.Http").CreateHistogram(
        "http.server.response.body.size", "By", "Bytes of answers, by route.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] });

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        var started = clock.GetTimestamp();
        var body = new CountedBody(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(http);
        }
        finally
        {
            Tell(http, clock.GetElapsedTime(started), body.Sent);
        }
    }

    private void Tell(HttpContext http, TimeSpan elapsed, long sent)
    {
        var route = http.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
        _sent.Record(sent, new KeyValuePair<string, object?>("http.route", route));
        var level =
            http.GetEndpoint()?.Metadata.GetMetadata<Watched>() is not null ? LogLevel.Debug
            : http.Response.StatusCode >= StatusCodes.Status500InternalServerError ? LogLevel.Warning
            : LogLevel.Information;
        if (log.IsEnabled(level))
        {
            Line(
                level, http.Request.Method, Logging.Safe(http.Request.Path.ToUriComponent()), http.Response.StatusCode, elapsed.TotalMilliseconds, sent,
                Logging.Safe(http.User.FindFirst("sub")?.Value ?? "nobody"), Activity.Current?.TraceId.ToHexString(),
                http.RequestAborted.IsCancellationRequested ? ", and the client left" : "");
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Method} {Path} {Status}: {Milliseconds:0.0} ms, {Bytes} bytes to {Tenant}, trace {TraceId}{Left}")]
    private partial void Line(
        LogLevel level, string method, string path, int status, double milliseconds, long bytes, string tenant, string? traceId, string left);

    /// <summary>Marks endpoints that are asked every few seconds by those who watch the service.</summary>
    internal sealed class Watched;
}
