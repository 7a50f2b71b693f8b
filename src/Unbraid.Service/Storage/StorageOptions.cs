using Unbraid.Service.Settings;

namespace Unbraid.Service.Storage;

[SettingsGroup("Storage", 20)]
internal sealed record StorageOptions
{
    [Setting("Folder of the database, the signing keys and the files.", Option = "data", Default = "`$XDG_DATA_HOME/unbraid`, else `~/.local/share/unbraid`")]
    public string? DataFolder { get; init; }

    [Setting("How long tasks and files are kept.", From = "1m", To = "3650d")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    [Setting("How long an upload in parts (`/producer/uploads`) may take, from its beginning; one that is not whole by then ends as failed.", From = "1m", To = "30d")]
    public TimeSpan UploadLifetime { get; init; } = TimeSpan.FromDays(1);

    [Setting("What one tenant's songs and results may take; new work beyond it is refused with 507. `GET /producer/usage` shows how much it is.", From = "1MB", Default = "no limit")]
    public long? MaxStoragePerTenant { get; init; }

    [Setting("Free space on the disk of the data folder with less of which the service is not ready and refuses new work with 507.", From = "1MB")]
    public long MinFreeSpace { get; init; } = 500_000_000;
}
