using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Audio.Ffmpeg;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Features.Audios;

internal static class AudiosApi
{
    public static void AddAudios(this IServiceCollection services)
    {
        services.AddSingleton(AudioRow.Area).AddSingleton(CoverStore.Area).AddSingleton(PeakStore.Area).AddSingleton<PeakStore>()
            .AddSingleton(new ProducerEndpoints(Map)).AddSingleton<AudioStore>().AddSingleton<CoverStore>().AddSingleton<AudioRemoval>().AddSingleton<AudioInspector>();
        foreach (var tool in (string[])["ffmpeg", "ffprobe"])
            services.AddReadiness(tool, _ => FfmpegInstallation.Has(tool) ? null : $"{tool} is not installed.");
    }

    private static void Map(IEndpointRouteBuilder producer)
    {
        producer.MapGet("/audios", List)
            .WithName("ApiPublicController_listAudios")
            .WithSummary("List songs")
            .WithDescription("Your songs, newest first.")
            .Refuses(400, 401, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapGet("/audios/{audioId}", Get)
            .WithName("ApiPublicController_getAudio")
            .WithSummary("Look at a song")
            .WithDescription("The song with fresh links, and the tasks that read it.")
            .Refuses(401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapGet("/audios/{audioId}/peaks", GetPeaks)
            .WithName("ApiPublicController_getAudioPeaks")
            .WithSummary("The waveform of a song")
            .WithDescription("To be drawn. It is computed when it is first asked for.")
            .Refuses(401, 404, 422, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapDelete("/audios/{audioId}", Delete)
            .WithName("ApiPublicController_deleteAudio")
            .WithSummary("Delete a song and everything made of it")
            .WithDescription(
                "Its stems, downloads and videos go with it, and links to them end. Running tasks on it are cancelled. "
                + "Tasks that read or made it stay to be polled as they ended, without a result and with `audioDeletedAt`.")
            .Refuses(401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);
    }

    private static async Task<Ok<Page<AudioDto>>> List(
        HttpContext http, AudioStore audios, LinkFactory links, string? limit, string? cursor)
    {
        List<string> errors = [];
        var paging = Paging.Read(limit, cursor, errors);
        if (errors.Count > 0)
            throw new Refusal(StatusCodes.Status400BadRequest, errors);
        var found = await audios.ListAsync(http.User.Tenant(), paging.After, paging.Limit + 1, http.RequestAborted);
        var signer = links.For(http.Request);
        return TypedResults.Ok(
            paging.PageOf(found, song => AudioDto.From(song, signer), song => new Cursor(song.CreatedAt, song.Id)));
    }

    private static async Task<Ok<AudioDto>> Get(HttpContext http, AudioStore audios, LinkFactory links, string audioId)
    {
        var song = await audios.RequireAsync(audioId, http.User.Tenant());
        return TypedResults.Ok(AudioDto.From(song, links.For(http.Request), await audios.TasksOnAsync(song, http.RequestAborted)));
    }

    private static async Task<Ok<PeaksDto>> GetPeaks(HttpContext http, AudioStore audios, PeakStore peaks, ObjectStore objects, string audioId)
    {
        const string Name = "audio";
        var song = await audios.RequireAsync(audioId, http.User.Tenant());
        var sounds = new Dictionary<string, string> { [Name] = objects.PathOf(AudioRow.KeyOf(song.ContentHash)) };
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.Ok((await peaks.ReadAsync(PeakStore.Area.KeyOf(song.Id), sounds, song.Duration, http.RequestAborted))[Name]);
    }

    private static async Task<NoContent> Delete(HttpContext http, AudioStore audios, AudioRemoval removal, string audioId)
    {
        await removal.RemoveAsync(await audios.RequireAsync(audioId, http.User.Tenant()));
        return TypedResults.NoContent();
    }
}
