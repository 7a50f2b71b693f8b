using System.ComponentModel;
using Unbraid.Audio.Packaging;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Package;

[Description("What to pack, and as what.")]
[OneNeeded(nameof(TaskId), nameof(AudioId))]
internal sealed record PackageDto : SubmissionDto, IExample<PackageDto>
{
    public static PackageDto Example => new() { TaskId = TaskIdDto.Example.TaskId, Format = "dawproject" };

    [Description("Id of a completed stems task; all of its stems are packed, in their format (stem.mp4: AAC).")]
    public string? TaskId { get; init; }

    [Description("Id of a song, without taskId: it is packed whole, as one track in wav.")]
    public string? AudioId { get; init; }

    [Description("zip, stem.mp4, reaper or dawproject. stem.mp4 needs a taskId with exactly four stems.")]
    [PackageFormat]
    public required string Format { get; init; }
}

/// <summary>The name of a format of packages.</summary>
internal sealed class PackageFormatAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => [.. PackageFormats.ByName.Keys];
}

[Description("The result of a package task.")]
internal sealed record PackageResultDto : IExample<PackageResultDto>
{
    public static PackageResultDto Example => new() { PackageUrl = ExampleLink.To("packages", TaskIdDto.Example.TaskId, "package.dawproject"), Format = "dawproject" };

    [Description("Signed link to the file; works for a limited time.")]
    public required string PackageUrl { get; init; }

    [Description("zip, stem.mp4, reaper or dawproject.")]
    [PackageFormat]
    public required string Format { get; init; }
}
