using System.Text.Json;

namespace Unbraid.Client;

/// <summary>A song as the service tells it.</summary>
public sealed record AudioInfo
{
    /// <summary>Id for the other operations.</summary>
    public required string AudioId { get; init; }

    /// <summary>From the file's tags, else its name; of a song that the service made, as asked for or found for it.</summary>
    public required string Title { get; init; }

    /// <summary>Seconds, from the decoded sound.</summary>
    public required double Duration { get; init; }

    /// <summary>Hz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>1 or more.</summary>
    public required int Channels { get; init; }

    /// <summary>When it came or was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>upload, or the name of what made the song.</summary>
    public required string Source { get; init; }

    /// <summary>Link to the file as it came; works for a limited time.</summary>
    public required Uri Url { get; init; }

    /// <summary>Link to the cover, a JPEG picture, if there is one; works for a limited time.</summary>
    public Uri? CoverUrl { get; init; }

    /// <summary>The words, where they are known.</summary>
    public string? Lyrics { get; init; }

    /// <summary>How a song that the service made came to be: model, seed, timed words and more. Absent from lists, and for uploads.</summary>
    public JsonElement? Origin { get; init; }

    /// <summary>The tasks that read the song, newest first. Absent from lists.</summary>
    public IReadOnlyList<ReadingTask>? Tasks { get; init; }
}

/// <summary>A task that reads a song.</summary>
/// <param name="TaskId">Opaque.</param>
/// <param name="Type">stems, download, video and the like, as <see cref="TaskInfo.Type"/>.</param>
/// <param name="Status">Where it is in its life.</param>
public sealed record ReadingTask(string TaskId, string Type, UnbraidTaskStatus Status);
