using System.ComponentModel.DataAnnotations;
using Unbraid.Separation;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Features.Stems;

[SettingsGroup("Stems", 65)]
internal sealed record StemOptions : IValidatableObject
{
    [Setting(
        "The quality whose model is fetched in the background when the service starts without it: `fast` (built in, nothing to fetch), `balanced` or `best`. Tasks that name no model use the best one installed.")]
    public string FetchQuality { get; init; } = ModelCatalogue.Balanced;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ModelCatalogue.Qualities.ContainsKey(FetchQuality))
            yield return new($"{Setting.Say(nameof(FetchQuality))} is \"{FetchQuality}\"; give {string.Join(", ", ModelCatalogue.Qualities.Keys)}.");
    }
}
