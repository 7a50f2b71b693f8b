using System.ComponentModel.DataAnnotations;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Storage;

[SettingsGroup("Storage", 20)]
internal sealed record StorageOptions : IValidatableObject
{
    [Setting("Folder of the database, the signing keys and the files.", Option = "data", Default = "`$XDG_DATA_HOME/unbraid`, else `~/.local/share/unbraid`")]
    public string? DataFolder { get; init; }

    [Setting(
        "A PostgreSQL database that holds the rows, and that several processes may share: `Host=db;Database=unbraid;Username=unbraid;Password=...` or `postgres://unbraid:...@db/unbraid`.",
        Default = "the SQLite file `unbraid.db` in the data folder", Secret = true)]
    public string? Database { get; init; }

    [Setting("Folder of the finished files, on a disk that all processes share which share a `database`.", Default = "`objects` in the data folder")]
    public string? Objects { get; init; }

    [Setting("How long tasks and files are kept.", From = "1m", To = "3650d")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    [Setting("How long an upload in parts (`/producer/uploads`) may take, from its beginning; one that is not whole by then ends as failed.", From = "1m", To = "30d")]
    public TimeSpan UploadLifetime { get; init; } = TimeSpan.FromDays(1);

    [Setting("What one tenant's songs and results may take; new work beyond it is refused with 507. `GET /producer/usage` shows how much it is.", From = "1MB", Default = "no limit")]
    public long? MaxStoragePerTenant { get; init; }

    [Setting("Free space on the disk of the data folder with less of which the service is not ready and refuses new work with 507.", From = "1MB")]
    public long MinFreeSpace { get; init; } = 500_000_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PostgresAddress.Complaint(Database) is { } complaint)
            yield return new($"{Setting.Say(nameof(Database))} {complaint}");
        if (Objects is not null && string.IsNullOrWhiteSpace(Database))
            yield return new($"{Setting.Say(nameof(Objects))} is set but {Setting.Say(nameof(Database))} is not; files are shared by those who share a database.");
    }
}
