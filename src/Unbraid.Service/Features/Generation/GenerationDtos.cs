using System.ComponentModel;
using System.Text.Json.Serialization;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Generation;

[Description("What the song is to be. Give soundPrompt or lyrics, or both.")]
[OneNeeded(nameof(SoundPrompt), nameof(Lyrics))]
internal sealed record CreateAudioDto : SubmissionDto, IExample<CreateAudioDto>
{
    public static CreateAudioDto Example => new()
    {
        Action = MusicActionAttribute.CreateMusic,
        SoundPrompt = "Dreamy indie pop, 92 BPM, in A minor, piano and strings",
        Lyrics = "[Verse]\nThe morning comes on quiet feet\n[Chorus]\nStay a little longer",
        Title = "Quiet feet",
    };

    [Description("Only create_music.")]
    [MusicAction]
    public required string Action { get; init; }

    [Description("The music in words: genre, mood, tempo, key, instruments.")]
    [Longest(5_000)]
    public string? SoundPrompt { get; init; }

    [Description("Words to sing, with section tags such as [Verse], [Chorus] and [Bridge].")]
    [Longest(20_000)]
    public string? Lyrics { get; init; }

    [Description("Default: the generator's choice.")]
    [Longest(80)]
    public string? Title { get; init; }

    [Description("Lyria 3 Pro, if the service has a key for it and then the default, or Unbraid Composer, which is built in.")]
    [MusicModel]
    public string? Model { get; init; }

    [Description("The same seed and request give the same song (built-in composer) or a similar one (Lyria).")]
    public long? Seed { get; init; }

    [Description("No voice; the lyrics are ignored. Default false.")]
    public bool? MakeInstrumental { get; init; }

    [Description("http or https address of a JPEG, PNG or WebP picture: it guides Lyria and becomes the cover.")]
    [WebAddress]
    public string? ImageUrl { get; init; }
}

[Description("The result of a generation task.")]
internal sealed record CreatedAudioDto : IExample<CreatedAudioDto>
{
    public static CreatedAudioDto Example => new()
    {
        AudioId = AudioDto.ExampleId,
        AudioUrl = ExampleLink.To("audio", AudioDto.ExampleId, "audio.wav"),
        Duration = 92.6,
        Title = "Quiet feet",
    };

    [Description("Id of the song, a UUID, for the other operations.")]
    public required string AudioId { get; init; }

    [Description("Signed link to the song; works for a limited time.")]
    public required string AudioUrl { get; init; }

    [Description("Seconds.")]
    public required double Duration { get; init; }

    public required string Title { get; init; }

    [Description("What should be known of the song, one sentence each, for example that nothing of soundPrompt was understood; absent if there is nothing.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>What is to be done; there is one thing.</summary>
internal sealed class MusicActionAttribute : ChoiceAttribute
{
    public const string CreateMusic = "create_music";

    protected override IReadOnlyList<string> Names(IServiceProvider services) => [CreateMusic];
}

/// <summary>The name of a generator that this service offers.</summary>
internal sealed class MusicModelAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => services.GetRequiredService<MusicModels>().Names;

    protected override string Wanted(IReadOnlyList<string> names) => $"one of {string.Join(", ", names)}";
}
