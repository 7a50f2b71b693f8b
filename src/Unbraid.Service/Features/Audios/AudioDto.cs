using System.ComponentModel;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Audios;

[Description("A song. Members without a value are absent.")]
internal sealed record AudioDto : IExample<AudioDto>
{
    /// <summary>The song of all examples.</summary>
    public const string ExampleId = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

    public static AudioDto Example => new()
    {
        Id = ExampleId,
        AudioId = ExampleId,
        Title = "Song",
        Duration = 187.42,
        SampleRate = 44_100,
        Channels = 2,
        CreatedAt = "2026-02-06T10:29:00.000Z",
        Source = AudioRow.Uploaded,
        Url = ExampleLink.To("audio", ExampleId, "audio.mp3"),
        CoverUrl = ExampleLink.To("covers", ExampleId, "cover.jpg"),
    };

    [Description("The same as audioId.")]
    public required string Id { get; init; }

    [Description("Id of the song, a UUID.")]
    public required string AudioId { get; init; }

    public required string Title { get; init; }

    [Description("Seconds, from the decoded sound.")]
    public required double Duration { get; init; }

    [Description("Hz.")]
    public required int SampleRate { get; init; }

    public required int Channels { get; init; }

    public required string CreatedAt { get; init; }

    [Description("upload, or the name of what made the song.")]
    public required string Source { get; init; }

    [Description("Signed link to the file as it came; works for a limited time.")]
    public required string Url { get; init; }

    [Description("Signed link to the cover, a JPEG picture, if there is one; works for a limited time.")]
    public string? CoverUrl { get; init; }

    [Description("When available.")]
    public string? Lyrics { get; init; }

    [Description("How a generated song came to be: model, seed, timed lyrics and more. Absent from lists, and for uploads.")]
    public SongOrigin? Origin { get; init; }

    [Description("The tasks that read this song, newest first. Absent from lists.")]
    public IReadOnlyList<ReadingTaskDto>? Tasks { get; init; }

    public static AudioDto From(AudioRow song, LinkSigner links, IReadOnlyList<ReadingTaskDto>? tasks = null) => new()
    {
        Id = song.Id.ToString(),
        AudioId = song.Id.ToString(),
        Title = song.Title,
        Duration = song.Duration,
        SampleRate = song.SampleRate,
        Channels = song.Channels,
        CreatedAt = TaskDto.Time(song.CreatedAt),
        Source = song.Source,
        Url = links.Link(AudioRow.LinkTo(song.Id, song.Extension), $"{song.Title}.{song.Extension}"),
        CoverUrl = CoverStore.Link(song, links),
        Lyrics = song.Lyrics,
        Origin = tasks is null ? null : SongOrigin.FromJson(song.Origin),
        Tasks = tasks,
    };
}

[Description("A task that reads a song; poll it for the rest.")]
internal sealed record ReadingTaskDto
{
    public required string TaskId { get; init; }

    [Description("stems, download or video.")]
    public required string Type { get; init; }

    public required TaskState Status { get; init; }
}
