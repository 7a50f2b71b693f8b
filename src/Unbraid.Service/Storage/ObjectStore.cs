using System.Security.Cryptography;

namespace Unbraid.Service.Storage;

/// <summary>
/// Finished files by key, in a folder. A key is <c>area/id</c> or <c>area/id/name</c>; what is under it never changes.
/// </summary>
/// <remarks>
/// Files and folders are made in scratch and appear under their key in one rename, so a reader never sees half of one.
/// </remarks>
internal sealed class ObjectStore(DataFolder folder, StorageFigures? figures = null)
{
    private readonly Lock _gate = new();

    /// <summary>The path for a new scratch file or folder; the caller makes it and removes it.</summary>
    public string NewScratchPath() => Path.Combine(folder.Scratch, Guid.NewGuid().ToString("N"));

    /// <summary>Copies content that comes in to a file, from its place on, counted on the way.</summary>
    /// <param name="source">What comes.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="room">The most bytes.</param>
    /// <param name="tooMuch">The refusal of more.</param>
    /// <param name="claim">Counts it for its tenant; null where that is not to stop it.</param>
    /// <param name="hash">Is given it too; null for none.</param>
    /// <param name="cancellationToken">Cancels; what was read by then is written.</param>
    public async Task ReceiveAsync(
        Stream source, FileStream file, long room, Func<Refusal> tooMuch, StorageQuota.Claim? claim, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            room -= read;
            if (room < 0)
                throw tooMuch();
            claim?.Add(read);
            figures?.Receive(read);
            hash?.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
        }
    }

    /// <summary>Where an object lies. The key's parts must come from the service itself or have been checked.</summary>
    public string PathOf(string key) => Path.Combine(folder.Objects, key);

    /// <summary>Moves a scratch file to its key. The same content may be there already; its age then starts anew.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool PublishFile(string scratch, string key)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
            var isNew = !File.Exists(PathOf(key));
            File.Move(scratch, PathOf(key), overwrite: true);
            return isNew;
        }
    }

    /// <summary>
    /// Moves a scratch folder to its key, all files at once. If the key exists, it stays as it is and the scratch folder goes.
    /// </summary>
    public void PublishFolder(string scratch, string key)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
            try
            {
                if (!Directory.Exists(PathOf(key)))
                    Directory.Move(scratch, PathOf(key));
            }
            catch (IOException) when (Directory.Exists(PathOf(key)))
            {
                // Another process that shares the objects was first.
            }

            Discard(scratch);
        }
    }

    /// <summary>Makes a folder in scratch, lets it be filled, and moves it to its key; nothing is left of it where that fails.</summary>
    public async Task<T> MakeFolderAsync<T>(string key, Func<string, Task<T>> fill)
    {
        var scratch = Directory.CreateDirectory(NewScratchPath()).FullName;
        try
        {
            var result = await fill(scratch);
            PublishFolder(scratch, key);
            return result;
        }
        finally
        {
            Discard(scratch);
        }
    }

    /// <summary>Ids in an area whose last write is before the time given.</summary>
    public IEnumerable<string> List(string area, DateTimeOffset before) =>
        Directory.Exists(PathOf(area))
            ? new DirectoryInfo(PathOf(area)).EnumerateFileSystemInfos()
                .Where(entry => entry.LastWriteTimeUtc < before.UtcDateTime).Select(entry => entry.Name)
            : [];

    /// <summary>Removes an object unless it was published again since the time given.</summary>
    public void Delete(string key, DateTimeOffset before)
    {
        lock (_gate)
        {
            var path = PathOf(key);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else if (File.Exists(path) && File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
                File.Delete(path);
        }
    }

    /// <summary>Bytes that an object takes; 0 if there is none.</summary>
    public long SizeOf(string key)
    {
        var entry = new DirectoryInfo(PathOf(key));
        if (entry.Exists)
            return entry.EnumerateFiles("*", SearchOption.AllDirectories).Sum(Length);
        return Length(new FileInfo(entry.FullName));

        static long Length(FileInfo file) => file.Exists ? file.Length : 0;
    }

    /// <summary>Removes what is left of a scratch file or folder.</summary>
    public static void Discard(string scratch)
    {
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
        else if (File.Exists(scratch))
            File.Delete(scratch);
    }
}
