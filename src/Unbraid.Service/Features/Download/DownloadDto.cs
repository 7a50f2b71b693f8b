using System.ComponentModel;

namespace Unbraid.Service.Features.Download;

[Description("Which song to fetch, and as what.")]
internal sealed record DownloadDto
{
    [Description("Id of the song, from the result of an upload.")]
    public required string AudioId { get; init; }

    [Description("mp3, m4a (default), wav or flac.")]
    public string? Format { get; init; }
}

[Description("The result of a download task.")]
internal sealed record DownloadResultDto
{
    [Description("Signed link to the file; works for a limited time.")]
    public required string Url { get; init; }

    [Description("mp3, m4a, wav or flac.")]
    public required string Format { get; init; }
}
