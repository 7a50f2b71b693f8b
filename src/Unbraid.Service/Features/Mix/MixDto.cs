using System.ComponentModel;
using Unbraid.Audio;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Mix;

[Description("Which stems to add up, and how loud each of them is.")]
internal sealed record MixDto : SubmissionDto, ICheckedRequest, IExample<MixDto>
{
    public static MixDto Example => new()
    {
        TaskId = TaskIdDto.Example.TaskId,
        Gains = new Dictionary<string, double> { ["vocals"] = -6 },
        Mute = ["drums"],
        Format = "mp3",
    };

    [Description("Id of a completed stems task; all of its stems are mixed.")]
    public required string TaskId { get; init; }

    [Description("Gain of stems in dB, -120 to 24, by name. Default 0.")]
    [Range(MixTrack.LowestGain, MixTrack.HighestGain)]
    public IReadOnlyDictionary<string, double>? Gains { get; init; }

    [Description("Where stems are heard, by name: -1 (left) to 1 (right); the far channel gets softer, the near one stays. Default 0.")]
    [Range(-1, 1)]
    public IReadOnlyDictionary<string, double>? Pans { get; init; }

    [Description("Stems that are not heard.")]
    public IReadOnlyList<string>? Mute { get; init; }

    [Description("The only stems that are heard. Default, and where it is empty: all.")]
    public IReadOnlyList<string>? Solo { get; init; }

    [Description("Where the mix begins, in seconds. Default 0.")]
    [Range(0, 1e6)]
    public double? Start { get; init; }

    [Description("Where it ends, in seconds, after start. Default, and at most: the end of the song.")]
    [Range(0.001, 1e6)]
    public double? End { get; init; }

    [Description("wav (default), flac, mp3, m4a, ogg or opus.")]
    [FileFormat]
    public string? Format { get; init; }

    public IEnumerable<string> Complaints(IServiceProvider services)
    {
        if (End is { } end && end <= (Start ?? 0))
            yield return "end must be after start";
    }
}

[Description("The result of a mix task.")]
internal sealed record MixResultDto : IExample<MixResultDto>
{
    public static MixResultDto Example => new() { MixUrl = ExampleLink.To("mixes", TaskIdDto.Example.TaskId, "mix.mp3"), Format = "mp3", ClippedSamples = 0 };

    [Description("Signed link to the file; works for a limited time.")]
    public required string MixUrl { get; init; }

    [Description("wav, flac, mp3, m4a, ogg or opus.")]
    [FileFormat]
    public required string Format { get; init; }

    [Description("Samples that were louder than the file can hold and were cut; lower the gains if there are any.")]
    public required long ClippedSamples { get; init; }
}
