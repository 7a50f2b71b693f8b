using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Unbraid.Service.Features.Upload;

[Description("Where the song is. The same path also takes the file itself as multipart/form-data.")]
internal sealed record UploadDto
{
    [Description("http or https address of an mp3, wav, flac, m4a, aac, ogg, wma, opus or aiff file, or another with sound that ffmpeg reads.")]
    public required string AudioUrl { get; init; }
}

[Description("The result of an upload task.")]
internal sealed record UploadResultDto
{
    [Description("The same as audioId.")]
    public required string Id { get; init; }

    [Description("Id of the song, a UUID, for the other operations.")]
    public required string AudioId { get; init; }

    [Description("Signed link to the uploaded file; works for a limited time.")]
    public required string Url { get; init; }

    [Description("When available.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lyrics { get; init; }

    public required bool IsFlagged { get; init; }

    public required string Title { get; init; }

    [Description("Seconds, from the decoded sound.")]
    public required double Duration { get; init; }

    [Description("Hz.")]
    public required int SampleRate { get; init; }

    public required int Channels { get; init; }

    [Description("What is damaged in the file, one sentence each; absent if nothing is.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}
