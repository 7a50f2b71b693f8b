using Unbraid.Audio;
using Unbraid.Service.Storage.Databases;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Storage;

/// <summary>Whether the data folder can be worked with: the database read and written, files made, and room for more.</summary>
internal static class StorageReadiness
{
    public static void AddStorageReadiness(this IServiceCollection services)
    {
        services.AddReadiness("database", (provider, cancellationToken) => provider.GetRequiredService<IDatabase>().ComplaintAsync(cancellationToken));
        services.AddReadiness("disk", provider =>
            DiskComplaint(provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<StorageOptions>().MinFreeSpace));
    }

    private static string? DiskComplaint(DataFolder folder, long needed)
    {
        try
        {
            foreach (var place in (string[])[folder.Path, folder.Scratch, folder.Objects])
                WriteIn(place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StorageFaults.ReasonOf(e) switch
            {
                FaultReason.DiskFull or FaultReason.DiskQuota => "The disk of the data folder is full.",
                FaultReason.ReadOnly => "The data folder is read-only.",
                _ => "The data folder cannot be written.",
            };
        }

        var free = folder.Free;
        return free >= needed
            ? null
            : $"The disk of the data folder has {free / 1_000_000:N0} MB left, and {needed / 1_000_000:N0} MB should be free.";
    }

    private static void WriteIn(string folder)
    {
        using var probe = new FileStream(
            Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        probe.WriteByte(0);
        probe.Flush();
    }
}
