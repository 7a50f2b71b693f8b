using System.ComponentModel;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Features.Studio;

[Description("How a browser comes in.")]
internal sealed record EnterDto
{
    [Description("The code of a link that the machine itself printed.")]
    [Longest(1_000)]
    public required string Code { get; init; }
}

[Description("What the page can offer.")]
internal sealed record StudioOfferDto
{
    [Description("Whose songs these are.")]
    public required string Tenant { get; init; }

    [Description("The models that are installed, best first.")]
    public required IReadOnlyList<StemMakerDto> Models { get; init; }

    [Description("The recipes that run with them.")]
    public required IReadOnlyList<StemMakerDto> Recipes { get; init; }

    [Description("The generators of songs, the default first.")]
    public required IReadOnlyList<string> Generators { get; init; }

    [Description("The formats of files.")]
    public required IReadOnlyList<string> Formats { get; init; }

    public required long MaxUploadBytes { get; init; }

    [Description("Seconds.")]
    public required double MaxAudioDuration { get; init; }
}

[Description("What takes songs apart.")]
internal sealed record StemMakerDto
{
    public required string Name { get; init; }

    [Description("Absent for recipes.")]
    public string? Description { get; init; }

    public required IReadOnlyList<string> Stems { get; init; }

    [Description("Multiply-adds for a second of song, in billions; absent where that is not known.")]
    public double? Work { get; init; }
}
