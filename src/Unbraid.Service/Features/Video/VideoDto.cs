using System.ComponentModel;

namespace Unbraid.Service.Features.Video;

[Description("Which song to make a video of, and how it looks.")]
internal sealed record VideoDto
{
    [Description("Id of the song, from the result of an upload.")]
    public required string AudioId { get; init; }

    [Description("modern (default), player or simple.")]
    public string? Preset { get; init; }
}

[Description("The result of a video task.")]
internal sealed record VideoResultDto
{
    [Description("modern, player or simple.")]
    public required string Preset { get; init; }

    [Description("Signed link to the MP4 file; works for a limited time.")]
    public required string VideoUrl { get; init; }
}
