using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unbraid.Service.Telemetry;

/// <summary>A condition of readiness: null if all is well, else a sentence without a path, since anybody may read it.</summary>
internal delegate Task<string?> ReadinessCheck(IServiceProvider services, CancellationToken cancellationToken);

internal static class ReadinessChecks
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Adds a condition of readiness under its name in the answer.</summary>
    public static void AddReadiness(this IServiceCollection services, string name, ReadinessCheck check) =>
        services.AddHealthChecks().Add(new HealthCheckRegistration(name, provider => new Adapter(name, provider, check), null, null, s_longest));

    /// <summary>The same for what is told without waiting.</summary>
    public static void AddReadiness(this IServiceCollection services, string name, Func<IServiceProvider, string?> check) =>
        services.AddReadiness(name, (provider, _) => Task.FromResult(check(provider)));

    private sealed class Adapter(string name, IServiceProvider services, ReadinessCheck check) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                return await check(services, cancellationToken) is { } wrong ? HealthCheckResult.Unhealthy(wrong) : HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                services.GetRequiredService<ILogger<Adapter>>().LogError(e, "The check of {Name} failed", name);
                return HealthCheckResult.Unhealthy("It cannot be told; the operator finds the reason in the log.");
            }
        }
    }
}
