using Microsoft.Extensions.Logging.Console;
using Unbraid.Audio;

namespace Unbraid.Service.Telemetry;

/// <summary>The log: lines on stderr, as text or as JSON.</summary>
internal static class Logging
{
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    public static void AddLog(this ILoggingBuilder logging, TelemetryOptions options)
    {
        if (options.LogFormat == TelemetryOptions.Json)
        {
            // Scopes bring the trace of whatever a line is about.
            logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(json => (json.TimestampFormat, json.UseUtcTimestamp, json.IncludeScopes) = (Timestamp.TrimEnd(), true, true));
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                (text.TimestampFormat, text.UseUtcTimestamp) = (Timestamp, true);
                (text.SingleLine, text.ColorBehavior) = (true, LoggerColorBehavior.Disabled);
            });
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // The framework's own lines about requests hold query strings, and those hold signatures.
        logging.SetMinimumLevel(options.Level > LogLevel.Warning ? options.Level : LogLevel.Warning).AddFilter("Unbraid", options.Level)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical) // whoever asked the database says what came of it
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // we say ourselves what changed
    }

    /// <summary>A text that comes from outside, fit for a line of the log: no line breaks, no escape sequences, not too long.</summary>
    public static string Safe(string? text)
    {
        const int Longest = 200;
        var line = PlainText.OneLine(text ?? "", '?');
        return line.Length <= Longest ? line : $"{line[..Longest]}...";
    }
}
