using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unbraid.Service.Telemetry;

/// <summary>A condition of readiness: null if all is well, else a sentence without a path, since anybody may read it.</summary>
internal delegate Task<string?> ReadinessCheck(IServiceProvider services, CancellationToken cancellationToken);

internal static class ReadinessChecks
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Adds a condition of readiness under its name in the answer.</summary>
    public static void AddReadiness(this IServiceCollection services, string name, ReadinessCheck check) =>
        services.Add(name, check, HealthStatus.Unhealthy);

    /// <summary>The same for what is told without waiting.</summary>
    public static void AddReadiness(this IServiceCollection services, string name, Func<IServiceProvider, string?> check) =>
        services.AddReadiness(name, (provider, _) => Task.FromResult(check(provider)));

    /// <summary>Adds what the answer tells, and without which the service may still be given work.</summary>
    public static void AddCondition(this IServiceCollection services, string name, Func<IServiceProvider, string?> check) =>
        services.Add(name, (provider, _) => Task.FromResult(check(provider)), HealthStatus.Degraded);

    private static void Add(this IServiceCollection services, string name, ReadinessCheck check, HealthStatus failure) =>
        services.AddHealthChecks().Add(new HealthCheckRegistration(name, provider => new Adapter(name, provider, check), failure, null, s_longest));

    private sealed class Adapter(string name, IServiceProvider services, ReadinessCheck check) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                return await check(services, cancellationToken) is { } wrong
                    ? new HealthCheckResult(context.Registration.FailureStatus, wrong)
                    : HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                services.GetRequiredService<ILogger<Adapter>>().LogError(e, "The check of {Name} failed", name);
                return HealthCheckResult.Unhealthy("It cannot be told; the operator finds the reason in the log.");
            }
        }
    }
}
