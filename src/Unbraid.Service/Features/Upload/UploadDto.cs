using System.ComponentModel;
using System.Text.Json.Serialization;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Upload;

[Description("Where the song is. The same path also takes the file itself as multipart/form-data.")]
internal sealed record UploadDto : SubmissionDto, IExample<UploadDto>
{
    public static UploadDto Example => new() { AudioUrl = "https://example.com/song.mp3" };

    [Description("http or https address of an mp3, wav, flac, m4a, aac, ogg, wma, opus or aiff file, or another with sound that ffmpeg reads.")]
    [WebAddress]
    public required string AudioUrl { get; init; }
}

[Description("The result of an upload task.")]
internal sealed record UploadResultDto : IExample<UploadResultDto>
{
    public static UploadResultDto Example => new()
    {
        Id = AudioDto.ExampleId,
        AudioId = AudioDto.ExampleId,
        Url = ExampleLink.To("audio", AudioDto.ExampleId, "audio.mp3"),
        IsFlagged = false,
        Title = "Song",
        Duration = 187.42,
        SampleRate = 44_100,
        Channels = 2,
    };

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

    [Description("What should be known of the file, one sentence each: what is damaged, which of several sounds was taken, that the sound does not begin with the picture; absent if there is nothing.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}
