using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;
using Unbraid.Service.Telemetry;
using Unbraid.Video;

namespace Unbraid.Service.Features.Video;

internal static class VideoApi
{
    public static void AddVideo(this IServiceCollection services)
    {
        services.AddSingleton(VideoHandler.Area).AddTaskKind<VideoHandler>(Map);
        services.AddCondition("video", _ => DrawingLibraries.Complaint);
    }

    private static void Map(IEndpointRouteBuilder producer) =>
        producer.MapSubmission("/download-video", DownloadVideo)
            .WithName("ApiPublicController_downloadVideo")
            .WithSummary("Make a video of a song")
            .WithDescription(
                "The task's result is the preset and a link. 1920x1080, H.264 and AAC in MP4. `modern`: the spectrum moves beneath cover and "
                + "title, with the progress; `player`: a head moves over the waveform, with times; both 30 pictures a second. `simple`: cover and "
                + "title, still. A song without a cover gets one drawn, always the same for the same song. "
                + "The same request again is answered from the store.")
            .Refuses(404);

    private static async Task<Created<TaskIdDto>> DownloadVideo(HttpContext http, Body<VideoDto> body, TaskSubmission submission, AudioStore audios)
    {
        var request = body.Value;
        var song = await audios.RequireAsync(request.AudioId, http.User.Tenant());
        return await submission.SubmitAsync(
            http, new Submission<VideoInput>(VideoHandler.KindName, new VideoInput(request.Preset ?? "modern"), request.CallbackUrl) { AudioId = song.Id });
    }
}
