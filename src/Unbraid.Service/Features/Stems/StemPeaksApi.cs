using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Stems;

/// <summary>The waveforms of stems.</summary>
internal static class StemPeaksApi
{
    /// <summary>One file for all stems of a task.</summary>
    public static readonly ObjectArea Area = new("stem-peaks", ObjectOwner.Task, IsFile: true);

    public static void MapStemPeaks(this IEndpointRouteBuilder producer) =>
        producer.MapGet("/stems/{taskId}/peaks", Get)
            .WithName("ApiPublicController_getStemPeaks")
            .WithSummary("The waveforms of stems")
            .WithDescription("Of a completed stems task, the name of each stem to its waveform, to be drawn. They are computed when they are first asked for.")
            .Refuses(401, 404, 422, 429)
            .RequireRateLimiting(RateLimits.Polls);

    private static async Task<Ok<Dictionary<string, PeaksDto>>> Get(
        HttpContext http, StemShelf shelf, AudioStore audios, PeakStore peaks, string taskId)
    {
        var stems = await shelf.RequireAsync(taskId, http.User.Tenant());
        var song = await audios.RequireAsync(stems.AudioId.ToString(), http.User.Tenant());
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.Ok(await peaks.ReadAsync(Area.KeyOf(stems.TaskId), stems.Files, song.Duration, http.RequestAborted));
    }
}
