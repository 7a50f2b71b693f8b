using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Download;

internal static class DownloadApi
{
    public static void AddDownload(this IServiceCollection services) =>
        services.AddSingleton(SongExporter.Area).AddSingleton<SongExporter>().AddTaskKind<DownloadHandler>(Map);

    private static void Map(IEndpointRouteBuilder producer) =>
        producer.MapSubmission("/download", Download)
            .WithName("ApiPublicController_download")
            .WithSummary("Fetch a song as mp3, m4a, ogg, opus, wav or flac")
            .WithDescription(
                "The task's result is a link and the format. Length and offset are those of the song, to the sample; title, artist and the "
                + "like and the cover are in the tags (wav, ogg and opus: no cover). m4a is AAC-LC at 128 kbit/s a channel, mp3 LAME's best variable bit rate "
                + "(V0, about 245 kbit/s), ogg Vorbis and opus Opus at 96 kbit/s a channel, Opus at 48 kHz; a song that came as one of these is copied without a second loss "
                + "when asked for as such. wav and flac "
                + "keep the samples of a lossless song as they are (flac: up to 24 bits) and hold a lossy one with 16 bits. "
                + "The same request again is answered from the store.")
            .Refuses(404);

    private static async Task<Created<TaskIdDto>> Download(HttpContext http, Body<DownloadDto> body, TaskSubmission submission, AudioStore audios)
    {
        var request = body.Value;
        var song = await audios.RequireAsync(request.AudioId, http.User.Tenant());
        return await submission.SubmitAsync(
            http, new Submission<DownloadInput>(DownloadHandler.KindName, new DownloadInput(request.Format ?? "m4a"), request.CallbackUrl) { AudioId = song.Id });
    }
}
