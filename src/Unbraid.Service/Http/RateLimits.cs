using System.Threading.RateLimiting;

namespace Unbraid.Service.Http;

/// <summary>How fast one tenant may ask.</summary>
internal static class RateLimits
{
    public const string Submissions = "submissions";
    public const string Polls = "polls";

    public static void AddTenantRateLimits(this IServiceCollection services, HttpOptions options) =>
        services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Submissions, http => Bucket(http, options.SubmissionsPerMinute, options.SubmissionsPerMinute / 60.0));
        limiter.AddPolicy(Polls, http => Bucket(http, 2 * options.PollsPerSecond, options.PollsPerSecond));
        limiter.OnRejected = static async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            await Problem.WriteAsync(
                context.HttpContext,
                new Refusal(StatusCodes.Status429TooManyRequests, "You send requests faster than allowed; slow down.")
                {
                    RetryAfter = wait,
                });
        };
    });

    private static RateLimitPartition<string> Bucket(HttpContext http, int burst, double perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(http.User.FindFirst("sub")?.Value ?? "", _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond >= 10 ? (int)(perSecond / 10) : 1,
            ReplenishmentPeriod = perSecond >= 10 ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(1 / perSecond),
            QueueLimit = 0,
        });
}
