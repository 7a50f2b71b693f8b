using Unbraid.Service.Http;

namespace Unbraid.Service.Jobs;

/// <summary>How a feature brings a kind of task: its handler, and the endpoint that starts one.</summary>
internal static class TaskKindServices
{
    /// <summary>Adds a kind of task with all its endpoints.</summary>
    /// <param name="services">Of the service.</param>
    /// <param name="map">Maps the endpoints below <c>/producer</c>.</param>
    public static void AddTaskKind<THandler>(this IServiceCollection services, Action<IEndpointRouteBuilder> map) where THandler : class, ITaskHandler =>
        services.AddSingleton<ITaskHandler, THandler>().AddSingleton(new ProducerEndpoints(map));

    /// <summary>
    /// Maps a POST that starts a task: it answers with the task's id, keeps the limit of submissions, and is refused while the service drains.
    /// The kind's own name, texts and further refusals are added by the caller.
    /// </summary>
    public static RouteHandlerBuilder MapSubmission(this IEndpointRouteBuilder producer, string path, Delegate endpoint) =>
        producer.MapPost(path, endpoint)
            .Produces<TaskIdDto>(200).Produces<TaskIdDto>(201)
            .Refuses(400, 401, 409, 413, 415, 429, 503, 507)
            .WithMetadata(new StartsWork())
            .RequireRateLimiting(RateLimits.Submissions);
}

/// <summary>Endpoints of a feature, mapped in the order in which the features were added.</summary>
internal sealed record ProducerEndpoints(Action<IEndpointRouteBuilder> Map);
