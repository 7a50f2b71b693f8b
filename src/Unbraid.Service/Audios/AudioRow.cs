namespace Unbraid.Service.Audios;

/// <summary>A song that a tenant uploaded. The content is stored once, whoever uploaded it.</summary>
internal sealed class AudioRow
{
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

    public required DateTimeOffset CreatedAt { get; init; }

    public static string KeyOf(string contentHash) => $"audio/{contentHash}";
}
