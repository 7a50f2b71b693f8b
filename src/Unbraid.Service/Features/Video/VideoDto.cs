using System.ComponentModel;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Video;

[Description("Which song to make a video of, and how it looks.")]
internal sealed record VideoDto : SubmissionDto, IExample<VideoDto>
{
    public static VideoDto Example => new() { AudioId = AudioDto.ExampleId, Preset = "modern" };

    [Description("Id of the song, from the result of an upload.")]
    public required string AudioId { get; init; }

    [Description("modern (default), player or simple.")]
    [VideoPresetName]
    public string? Preset { get; init; }
}

[Description("The result of a video task.")]
internal sealed record VideoResultDto : IExample<VideoResultDto>
{
    public static VideoResultDto Example => new() { Preset = "modern", VideoUrl = ExampleLink.To("videos", AudioDto.ExampleId, "modern.mp4") };

    [Description("modern, player or simple.")]
    [VideoPresetName]
    public required string Preset { get; init; }

    [Description("Signed link to the MP4 file; works for a limited time.")]
    public required string VideoUrl { get; init; }
}
