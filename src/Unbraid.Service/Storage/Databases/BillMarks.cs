using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Before version 7 of the tables a paid call was marked by a file, with the id of its job in it.</summary>
internal static class BillMarks
{
    /// <summary>Moves the marks of an earlier version into their tasks' rows. Until all are there, none is removed.</summary>
    public static async Task TakeOverAsync(ServiceDb db, string dataFolder, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(dataFolder, "objects", "billed"));
        if (!folder.Exists)
            return;
        foreach (var mark in folder.EnumerateFiles())
        {
            if (!Guid.TryParse(mark.Name, out var id))
                continue;
            DateTimeOffset? at = new DateTimeOffset(mark.LastWriteTimeUtc);
            var job = await File.ReadAllTextAsync(mark.FullName, cancellationToken) is { Length: > 0 } known ? known : null;
            await db.Tasks.Where(t => t.Id == id && t.State < TaskState.Completed).ExecuteUpdateAsync(
                set => set.SetProperty(t => t.BilledAt, at).SetProperty(t => t.PaidJob, job), cancellationToken);
        }

        folder.Delete(recursive: true);
    }
}
