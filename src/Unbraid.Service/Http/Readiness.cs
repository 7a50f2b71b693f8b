using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unbraid.Service.Http;

/// <summary>Whether the service may be given work, by the checks that rooms and features registered; asked anew only every few seconds.</summary>
internal sealed class Readiness(HealthCheckService checks, TimeProvider clock, ILogger<Readiness> log)
{
    private static readonly TimeSpan s_longestAge = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private Task<HealthReport>? _report;
    private long _askedAt;
    private string _failing = "";

    public async Task<ReadinessDto> AskAsync(CancellationToken cancellationToken)
    {
        Task<HealthReport> report;
        lock (_gate)
        {
            if (_report is null || (_report.IsCompleted && clock.GetElapsedTime(_askedAt) > s_longestAge))
                (_report, _askedAt) = (Task.Run(CheckAsync, CancellationToken.None), clock.GetTimestamp());
            report = _report;
        }

        return ReadinessDto.From(await report.WaitAsync(cancellationToken));
    }

    private async Task<HealthReport> CheckAsync()
    {
        var report = await checks.CheckHealthAsync(CancellationToken.None);
        var failing = string.Join("; ", report.Entries.Where(check => check.Value.Status != HealthStatus.Healthy)
            .Select(check => $"{check.Key}: {check.Value.Description}"));
        if (failing != _failing)
            log.LogWarning("Readiness: {Failing}", failing.Length > 0 ? failing : "all is well again");
        _failing = failing;
        return report;
    }
}

/// <summary>What those who watch the service are told.</summary>
internal sealed record ReadinessDto(string Status, IReadOnlyDictionary<string, CheckDto> Checks)
{
    public const string Ready = "ready";

    public static ReadinessDto From(HealthReport report) => new(
        report.Status == HealthStatus.Unhealthy ? "not ready" : Ready,
        report.Entries.OrderBy(check => check.Key, StringComparer.Ordinal).ToDictionary(check => check.Key, check => new CheckDto(
            check.Value.Status switch { HealthStatus.Healthy => "ok", HealthStatus.Degraded => "degraded", _ => "failed" }, check.Value.Description)));
}

/// <param name="Status"><c>ok</c>, <c>failed</c>, or <c>degraded</c> where work goes on without it.</param>
/// <param name="Reason">Why it is not ok, or what there is.</param>
internal sealed record CheckDto(string Status, string? Reason);
