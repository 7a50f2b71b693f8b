using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unbraid.Service.Features.Generation;

[Description("What the song is to be. Give soundPrompt or lyrics, or both.")]
internal sealed record CreateAudioDto
{
    public const int MaxPrompt = 5_000;
    public const int MaxLyrics = 20_000;
    public const int MaxTitle = 80;

    [Description("Only create_music.")]
    public required string Action { get; init; }

    [Description("The music in words: genre, mood, tempo, key, instruments.")]
    [MaxLength(MaxPrompt)]
    public string? SoundPrompt { get; init; }

    [Description("Words to sing, with section tags such as [Verse], [Chorus] and [Bridge].")]
    [MaxLength(MaxLyrics)]
    public string? Lyrics { get; init; }

    [Description("Default: the generator's choice.")]
    [MaxLength(MaxTitle)]
    public string? Title { get; init; }

    [Description("Lyria 3 Pro, if the service has a key for it and then the default, or Unbraid Composer, which is built in.")]
    public string? Model { get; init; }

    [Description("The same seed and request give the same song (built-in composer) or a similar one (Lyria).")]
    public long? Seed { get; init; }

    [Description("No voice; the lyrics are ignored. Default false.")]
    public bool? MakeInstrumental { get; init; }

    [Description("http or https address of a JPEG, PNG or WebP picture: it guides Lyria and becomes the cover.")]
    public string? ImageUrl { get; init; }
}

[Description("The result of a generation task.")]
internal sealed record CreatedAudioDto
{
    [Description("Id of the song, a UUID, for the other operations.")]
    public required string AudioId { get; init; }

    [Description("Signed link to the song; works for a limited time.")]
    public required string AudioUrl { get; init; }

    [Description("Seconds.")]
    public required double Duration { get; init; }

    public required string Title { get; init; }
}
