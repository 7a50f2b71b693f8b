namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>What the song is to be. At least one of prompt and lyrics should be given.</summary>
internal sealed record LyriaRequest
{
    /// <summary>Describes the music in words.</summary>
    public string? Prompt { get; init; }

    /// <summary>Words to sing, with section tags such as <c>[Verse]</c>.</summary>
    public string? Lyrics { get; init; }

    /// <summary>No voice; the lyrics are not sent. Default false.</summary>
    public bool Instrumental { get; init; }

    /// <summary>Best effort: the same seed often gives a similar song. Default: Lyria's choice.</summary>
    public int? Seed { get; init; }

    /// <summary>A picture to guide the music.</summary>
    public LyriaImage? Image { get; init; }

    /// <summary>All that Lyria has no field for goes into one text.</summary>
    internal string Text()
    {
        var parts = new List<string>();
        if (!string.IsNullOrWhiteSpace(Prompt))
            parts.Add(Prompt.Trim());
        else if (Instrumental || string.IsNullOrWhiteSpace(Lyrics))
            parts.Add("Write a song.");
        else
            parts.Add("Write a song with these lyrics.");
        if (Instrumental)
            parts.Add("Instrumental only, no vocals.");
        else if (!string.IsNullOrWhiteSpace(Lyrics))
            parts.AddRange(["Lyrics:", Lyrics.Trim()]);
        return string.Join("\n\n", parts);
    }
}

/// <summary>A picture as it came.</summary>
/// <param name="MediaType"><c>image/jpeg</c>, <c>image/png</c> or <c>image/webp</c>.</param>
/// <param name="Content">The file.</param>
internal sealed record LyriaImage(string MediaType, ReadOnlyMemory<byte> Content);
