using System.ComponentModel;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Download;

[Description("Which song to fetch, and as what.")]
internal sealed record DownloadDto : SubmissionDto, IExample<DownloadDto>
{
    public static DownloadDto Example => new() { AudioId = AudioDto.ExampleId, Format = "mp3" };

    [Description("Id of the song, from the result of an upload.")]
    public required string AudioId { get; init; }

    [Description("mp3, m4a (default), ogg, opus, wav or flac.")]
    [FileFormat]
    public string? Format { get; init; }
}

[Description("The result of a download task.")]
internal sealed record DownloadResultDto : IExample<DownloadResultDto>
{
    public static DownloadResultDto Example => new() { Url = ExampleLink.To("exports", AudioDto.ExampleId, "audio.mp3"), Format = "mp3" };

    [Description("Signed link to the file; works for a limited time.")]
    public required string Url { get; init; }

    [Description("mp3, m4a, ogg, opus, wav or flac.")]
    [FileFormat]
    public required string Format { get; init; }
}
