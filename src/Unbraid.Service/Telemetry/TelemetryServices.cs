using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Unbraid.Service.Telemetry;

/// <summary>
/// Figures and traces by OpenTelemetry. A room or feature that wants its own makes a meter or an activity source whose name begins with
/// <c>Unbraid.</c>; nothing here has to know of it.
/// </summary>
internal static class TelemetryServices
{
    private const string Ours = "Unbraid.*";

    private static readonly string[] s_watched = ["/health", "/metrics"];

    public static void AddTelemetry(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        var variables = OpenTelemetryVariables();
        builder.Configuration.AddInMemoryCollection(variables);
        builder.Logging.AddLog(options);

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "unbraid", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics => metrics
                .AddMeter(Ours, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime")
                .AddMeter("System.Net.Http").AddView(Outgoing)
                .AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 1000))
            .WithTracing(traces => traces
                .AddSource(Ours).AddAspNetCoreInstrumentation(http => http.Filter = IsWorthATrace).AddHttpClientInstrumentation()
                .AddProcessor(new Redaction()));
        if (variables.Keys.Any(name => name.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal) && name.EndsWith("ENDPOINT", StringComparison.Ordinal)))
        {
            telemetry.UseOtlpExporter();
            builder.Services.Configure<OpenTelemetryLoggerOptions>(log => log.IncludeFormattedMessage = true);
        }
    }

    /// <summary>Hosts outside are what clients name: a label for each would tell of them, and grow without end.</summary>
    private static MetricStreamConfiguration? Outgoing(System.Diagnostics.Metrics.Instrument instrument) => instrument.Meter.Name != "System.Net.Http"
        ? null
        : instrument.Name == "http.client.request.duration"
            ? new MetricStreamConfiguration { TagKeys = ["http.request.method", "http.response.status_code", "error.type"] }
            : MetricStreamConfiguration.Drop;

    /// <summary>Those who watch the service ask every few seconds.</summary>
    private static bool IsWorthATrace(HttpContext http) =>
        !Array.Exists(s_watched, path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, string?> OpenTelemetryVariables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value);

    /// <summary>Takes out of spans what may hold secrets: queries, and the addresses that clients named but for their hosts.</summary>
    private sealed class Redaction : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.query", null);
            if (data.GetTagItem("url.full") is string url)
                data.SetTag("url.full", Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : null);
        }
    }
}
