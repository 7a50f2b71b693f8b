using Unbraid.Service.Settings;

namespace Unbraid.Service.Features.Audios;

[SettingsGroup("Songs", 60)]
internal sealed record AudioOptions
{
    [Setting("Longest song, decoded; a longer one ends as 422.", To = "30d")]
    public TimeSpan MaxAudioDuration { get; init; } = TimeSpan.FromMinutes(20);

    [Setting("Largest file, uploaded or fetched; a larger one is 413.", From = "1KB", To = "1TB")]
    public long MaxUploadBytes { get; init; } = 200_000_000;
}
