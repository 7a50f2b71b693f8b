using System.ComponentModel.DataAnnotations;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Telemetry;

[SettingsGroup("Log and figures", 80)]
internal sealed record TelemetryOptions : IValidatableObject
{
    public const string Text = "text";
    public const string Json = "json";
    private const int ShortestToken = 16;

    [Setting("The least that is logged: `Trace`, `Debug`, `Information`, `Warning`, `Error`, `Critical` or `None`. Requests and tasks are `Information`.")]
    public string LogLevel { get; init; } = nameof(Microsoft.Extensions.Logging.LogLevel.Information);

    [Setting("How lines of the log are written, on stderr: `text`, or `json` with an object in each line.")]
    public string LogFormat { get; init; } = Text;

    [Setting(
        "With it `/metrics` answers to whoever sends it as a bearer token, and to nobody else. Without it, to programs on this machine that call it by a loopback address, as long as there is no `publicUrl`.",
        Secret = true)]
    public string? MetricsToken { get; init; }

    /// <summary>The level as a value.</summary>
    public LogLevel Level => Enum.Parse<LogLevel>(LogLevel, ignoreCase: true);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enum.GetNames<LogLevel>().Contains(LogLevel, StringComparer.OrdinalIgnoreCase))
            yield return new($"{Setting.Say(nameof(LogLevel))} is \"{LogLevel}\"; give one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        if (LogFormat is not (Text or Json))
            yield return new($"{Setting.Say(nameof(LogFormat))} is \"{LogFormat}\"; give {Text} or {Json}.");
        if (MetricsToken is { Length: < ShortestToken })
            yield return new($"{Setting.Say(nameof(MetricsToken))} is too short for a secret; give {ShortestToken} characters or more.");
    }
}
