using System.ComponentModel;

namespace Unbraid.Service.Features.Stems;

[Description("Which song to take apart, and how.")]
internal sealed record GetStemsDto
{
    [Description("Id of the song, from the result of an upload.")]
    public required string AudioId { get; init; }

    [Description("Name of an installed model. Default auto, the best one installed.")]
    public string? Model { get; init; }

    [Description("The stems wanted, of those the model makes. Default all. Naming one may be faster.")]
    public IReadOnlyList<string>? Stems { get; init; }

    [Description("wav (default), flac, mp3 or m4a.")]
    public string? Format { get; init; }

    [Description("Adds `residual`: the song minus the stems.")]
    public bool? Residual { get; init; }
}
