using System.ComponentModel;
using System.Text.Json.Serialization;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Stems;

[Description("The result of a stems task: the name of each stem to its signed link, and nothing else. Models may make more stems than those named here.")]
internal sealed record StemsResultDto : IExample<StemsResultDto>
{
    public static StemsResultDto Example => new()
    {
        Vocals = Link("vocals"),
        Drums = Link("drums"),
        Bass = Link("bass"),
        Other = Link("other"),
    };

    public string? Vocals { get; init; }

    public string? Drums { get; init; }

    public string? Bass { get; init; }

    public string? Other { get; init; }

    [Description("The song minus the stems, if it was asked for.")]
    public string? Residual { get; init; }

    /// <summary>Stems of other names.</summary>
    [JsonExtensionData]
    public Dictionary<string, object>? More { get; init; }

    /// <summary>From the links by the names of the stems.</summary>
    public static StemsResultDto From(IReadOnlyDictionary<string, string> links)
    {
        string[] named = ["vocals", "drums", "bass", "other", "residual"];
        return new StemsResultDto
        {
            Vocals = links.GetValueOrDefault("vocals"),
            Drums = links.GetValueOrDefault("drums"),
            Bass = links.GetValueOrDefault("bass"),
            Other = links.GetValueOrDefault("other"),
            Residual = links.GetValueOrDefault("residual"),
            More = links.Where(link => !named.Contains(link.Key)).ToDictionary(link => link.Key, object (link) => link.Value),
        };
    }

    private static string Link(string stem) => ExampleLink.To("stems", TaskIdDto.Example.TaskId, $"{stem}.wav");
}
