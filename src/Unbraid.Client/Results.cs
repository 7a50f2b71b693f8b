using System.Text.Json.Serialization;

namespace Unbraid.Client;

/// <summary>A song that the service holds.</summary>
public sealed record UploadedAudio
{
    /// <summary>Id for the other operations.</summary>
    public required string AudioId { get; init; }

    /// <summary>Link to the file as it was uploaded; works for a limited time.</summary>
    public required Uri Url { get; init; }

    /// <summary>From the file's tags, else its name.</summary>
    public required string Title { get; init; }

    /// <summary>Seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>Hz.</summary>
    public int SampleRate { get; init; }

    /// <summary>1 or more.</summary>
    public int Channels { get; init; }
}

/// <summary>A song that the service made.</summary>
public sealed record GeneratedAudio
{
    /// <summary>Id for the other operations.</summary>
    public required string AudioId { get; init; }

    /// <summary>Link to the file; works for a limited time.</summary>
    public required Uri AudioUrl { get; init; }

    /// <summary>Seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>As asked for, or found for it.</summary>
    public string? Title { get; init; }
}

/// <summary>A song as a file of another format.</summary>
/// <param name="Url">Works for a limited time.</param>
/// <param name="Format">mp3, m4a, ogg, opus, wav or flac.</param>
public sealed record ExportedAudio(Uri Url, string Format);

/// <summary>A new mix of the stems of a song.</summary>
/// <param name="MixUrl">Works for a limited time.</param>
/// <param name="Format">wav, flac, mp3, m4a, ogg or opus.</param>
/// <param name="ClippedSamples">Samples that were louder than the file can hold and were cut; lower the gains if there are any.</param>
public sealed record MixedStems(Uri MixUrl, string Format, long ClippedSamples);

/// <summary>Stems as one file to work on.</summary>
/// <param name="PackageUrl">Works for a limited time.</param>
/// <param name="Format">zip, stem.mp4, reaper or dawproject.</param>
public sealed record StemPackage(Uri PackageUrl, string Format);

/// <summary>A song as a video.</summary>
/// <param name="Preset">modern, player or simple.</param>
/// <param name="VideoUrl">MP4; works for a limited time.</param>
public sealed record RenderedVideo(string Preset, Uri VideoUrl);

/// <summary>What the caller's tenant uses, and what is allowed.</summary>
public sealed record Usage
{
    /// <summary>Bytes of songs and of everything made of them.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>At this many, new work is refused with 507; null for no limit.</summary>
    public long? MaxStoredBytes { get; init; }

    /// <summary>Tasks that have not ended.</summary>
    public required int UnfinishedTasks { get; init; }

    /// <summary>At this many, new work is refused with 429.</summary>
    public required int MaxUnfinishedTasks { get; init; }
}

/// <summary>How a song is taken apart. What is null is left to the service.</summary>
public sealed record SeparationRequest
{
    /// <summary>Name of a model that the service has. Default: its best.</summary>
    public string? Model { get; init; }

    /// <summary>Name of a recipe, instead of one model for the whole song: <c>instrumental</c> gives the vocals and all the rest.</summary>
    public string? Recipe { get; init; }

    /// <summary>The stems wanted. Default: all that the model or the recipe makes.</summary>
    public IReadOnlyList<string>? Stems { get; init; }

    /// <summary>wav, flac, mp3, m4a, ogg or opus. Default wav.</summary>
    public string? Format { get; init; }

    /// <summary>Adds the stem <c>residual</c>: the song minus the others.</summary>
    public bool? Residual { get; init; }

    /// <summary>What becomes of stems too loud for their files: rescale, clamp or none. Default rescale, one gain for all of them.</summary>
    public string? Clip { get; init; }
}

/// <summary>How stems are added up. What is null is left to the service.</summary>
public sealed record MixRequest
{
    /// <summary>Gain of stems in dB, -120 to 24, by name. Default 0.</summary>
    public IReadOnlyDictionary<string, double>? Gains { get; init; }

    /// <summary>Where stems are heard, by name: -1 (left) to 1 (right); the far channel gets softer, the near one stays. Default 0.</summary>
    public IReadOnlyDictionary<string, double>? Pans { get; init; }

    /// <summary>Stems that are not heard.</summary>
    public IReadOnlyList<string>? Mute { get; init; }

    /// <summary>The only stems that are heard. Default, and where it is empty: all.</summary>
    public IReadOnlyList<string>? Solo { get; init; }

    /// <summary>Where the mix begins, in seconds. Default 0.</summary>
    public double? Start { get; init; }

    /// <summary>Where it ends, in seconds, after the start. Default, and at most: the end of the song.</summary>
    public double? End { get; init; }

    /// <summary>wav, flac, mp3, m4a, ogg or opus. Default wav.</summary>
    public string? Format { get; init; }
}

/// <summary>What song is to be made; a sound prompt or lyrics are needed.</summary>
public sealed record GenerationRequest
{
    /// <summary>The sound in words.</summary>
    public string? SoundPrompt { get; init; }

    /// <summary>With section tags such as [Verse] and [Chorus].</summary>
    public string? Lyrics { get; init; }

    /// <summary>At most 80 characters.</summary>
    public string? Title { get; init; }

    /// <summary>Name of a generator that the service has. Default: its best.</summary>
    public string? Model { get; init; }

    /// <summary>The same seed and request may give the same song.</summary>
    public long? Seed { get; init; }

    /// <summary>No voice; lyrics are ignored.</summary>
    public bool? MakeInstrumental { get; init; }

    /// <summary>A picture for the generator to look at.</summary>
    public Uri? ImageUrl { get; init; }

    [JsonInclude]
    internal string Action => "create_music";
}

/// <summary>What every request that starts a task can carry.</summary>
public sealed record SubmitOptions
{
    /// <summary>Gets one signed POST when the task has ended.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>
    /// The same key and request give the same task, also from another process. Default: a new key for each call.
    /// </summary>
    public string? IdempotencyKey { get; init; }
}
