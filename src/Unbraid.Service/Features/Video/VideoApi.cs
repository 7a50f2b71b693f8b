using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Video;

internal static class VideoApi
{
    public static void AddVideo(this IServiceCollection services) =>
        services.AddSingleton(VideoHandler.Area).AddSingleton<ITaskHandler, VideoHandler>();

    public static void MapVideo(this IEndpointRouteBuilder producer) =>
        producer.MapPost("/download-video", DownloadVideo)
            .WithName("ApiPublicController_downloadVideo")
            .WithSummary("Make a video of a song")
            .WithDescription(
                "The task's result is the preset and a link. 1920x1080, H.264 and AAC in MP4. `modern`: the spectrum moves beneath cover and "
                + "title, with the progress; `player`: a head moves over the waveform, with times; both 30 pictures a second. `simple`: cover and "
                + "title, still. A song without a cover gets one drawn, always the same for the same song. "
                + "The same request again is answered from the store.")
            .Accepts<VideoDto>("application/json")
            .Produces<TaskIdDto>(200).Produces<TaskIdDto>(201)
            .Refuses(400, 401, 404, 409, 413, 415, 429, 503)
            .RequireRateLimiting(RateLimits.Submissions);

    private static async Task<Created<TaskIdDto>> DownloadVideo(HttpContext http, TaskSubmission submission, AudioStore audios)
    {
        var body = await JsonBody.ReadAsync(http.Request);
        var audioId = body.RequiredString("audioId");
        var preset = body.OptionalString("preset") ?? "modern";
        body.Require(VideoPresets.ByName.ContainsKey(preset), VideoPresets.Complaint);
        body.ThrowIfWrong();

        var song = await audios.RequireAsync(audioId, http.User.Tenant());
        return await submission.SubmitAsync(http, VideoHandler.KindName, new VideoInput(preset), audioId: song.Id);
    }
}
