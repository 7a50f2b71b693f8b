using System.Threading.RateLimiting;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Http;

/// <summary>How fast one tenant may ask.</summary>
internal static class RateLimits
{
    public const string Submissions = "submissions";
    public const string Polls = "polls";

    /// <summary>Answers that stay open: so many at once, and begun no faster than polls.</summary>
    public const string Streams = "streams";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public static void AddTenantRateLimits(this IServiceCollection services, HttpOptions options) =>
        services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Submissions, http => Bucket(http, options.SubmissionsPerMinute, options.SubmissionsPerMinute / 60.0));
        limiter.AddPolicy(Polls, http => Bucket(http, 2 * options.PollsPerSecond, options.PollsPerSecond));
        limiter.AddPolicy(Streams, http => RateLimitPartition.Get(TenantOf(http), _ => RateLimiter.CreateChained(
            new ConcurrencyLimiter(new() { PermitLimit = options.MaxEventStreams, QueueLimit = 0 }),
            new TokenBucketRateLimiter(BucketOf(2 * options.PollsPerSecond, options.PollsPerSecond)))));
        limiter.OnRejected = async (context, _) => await Problem.WriteAsync(
            context.HttpContext,
            context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                ? TooFast(after)
                : new Refusal(
                    StatusCodes.Status429TooManyRequests,
                    $"You listen to {options.MaxEventStreams} tasks at once, the most allowed {Setting.Limit(nameof(options.MaxEventStreams))}; close a stream, or poll.")
                { RetryAfter = s_pause });
    });

    /// <summary>The refusal of whoever does not wait this long.</summary>
    public static Refusal TooFast(TimeSpan after) =>
        new(StatusCodes.Status429TooManyRequests, "You send requests faster than allowed; slow down.") { RetryAfter = after };

    private static string TenantOf(HttpContext http) => http.User.FindFirst("sub")?.Value ?? "";

    private static RateLimitPartition<string> Bucket(HttpContext http, int burst, double perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(TenantOf(http), _ => BucketOf(burst, perSecond));

    private static TokenBucketRateLimiterOptions BucketOf(int burst, double perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond >= 10 ? (int)(perSecond / 10) : 1,
        ReplenishmentPeriod = perSecond >= 10 ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(1 / perSecond),
        QueueLimit = 0,
    };
}
