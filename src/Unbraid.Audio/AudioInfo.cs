namespace Unbraid.Audio;

/// <summary>What a file says about its own sound, before any of it is decoded.</summary>
internal sealed record AudioInfo
{
    /// <summary>The file that was asked.</summary>
    public required string Path { get; init; }

    /// <summary>Container name as ffprobe gives it, for example <c>mp3</c> or <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public required string Container { get; init; }

    /// <summary>Codec name as ffprobe gives it, for example <c>flac</c> or <c>pcm_s16le</c>.</summary>
    public required string Codec { get; init; }

    /// <summary>Sample rate and channels of the sound in the file.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>The length the file claims; headers may lie, decoding decides. Absent where the file does not say.</summary>
    public TimeSpan? ClaimedDuration { get; init; }

    /// <summary>
    /// Of a lossless file, the smallest sample type that holds its samples as they are delivered; absent for lossy codecs.
    /// </summary>
    public SampleType? LosslessSamples { get; init; }

    /// <summary>The usual extension of a file name for this container and codec, without the dot, for example <c>opus</c>.</summary>
    public string Extension => (Container, Codec) switch
    {
        ("w64", _) => "wav",
        ("asf", _) => "wma",
        ("ogg", "opus") => "opus",
        ("ogg", "speex") => "spx",
        ("matroska,webm", _) => "mka",
        ({ } names, _) when names.Split(',').Contains("m4a") => "m4a",
        ({ } names, _) => new string([.. names.Split(',')[0].Where(char.IsAsciiLetterOrDigit)]),
    };

    /// <summary>Which sound of the file it is, and where it begins beside a picture.</summary>
    public AudioPlace Place { get; init; } = AudioPlace.Alone;

    /// <summary>Title, artist and the like.</summary>
    public AudioTags Tags { get; init; } = AudioTags.None;
}

/// <summary>The tags that are carried from a song to its stems. Keys are lower case (<c>title</c>, <c>artist</c>, <c>album</c>, <c>date</c>, ...).</summary>
internal sealed record AudioTags(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>No tags at all.</summary>
    public static AudioTags None { get; } = new(new Dictionary<string, string>());

    /// <summary>The song's title, if the file has one.</summary>
    public string? Title => Values.GetValueOrDefault("title");

    /// <summary>The same tags with another title.</summary>
    public AudioTags WithTitle(string title) => new(new Dictionary<string, string>(Values) { ["title"] = title });
}
