namespace Unbraid.Service.Storage;

/// <summary>A song of a tenant. The content is stored once, whoever it belongs to.</summary>
internal sealed class AudioRow
{
    /// <summary>The source of a song that came as a file.</summary>
    public const string Uploaded = "upload";

    /// <summary>Where the songs' files are, by their hash.</summary>
    public static readonly ObjectArea Area = new("audio", ObjectOwner.Content, IsFile: true);

    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex; names the object.</summary>
    public required string ContentHash { get; init; }

    /// <summary>File name extension without the dot, from what the content is.</summary>
    public required string Extension { get; init; }

    public required string Title { get; init; }

    /// <summary>Seconds, from the decoded sound.</summary>
    public required double Duration { get; init; }

    public required int SampleRate { get; init; }

    public required int Channels { get; init; }

    public string? Lyrics { get; init; }

    /// <summary>Where it came from: <see cref="Uploaded"/>, or the name of what made it.</summary>
    public string Source { get; init; } = Uploaded;

    /// <summary>Key of the cover, a JPEG picture, if there is one.</summary>
    public string? CoverKey { get; init; }

    /// <summary>How a generated song came to be, JSON; null for an upload.</summary>
    public string? Origin { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What a link to a song's file names: the song, not the content, which others may have too.</summary>
    public static string LinkTo(Guid id, string extension) => Area.KeyOf(id, $"audio.{extension}");

    public static string KeyOf(string contentHash) => Area.KeyOf(contentHash);
}
