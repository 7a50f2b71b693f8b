using Unbraid.Audio;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Storage;

/// <summary>The one folder that holds everything the service keeps. Only one running service may hold it.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _lock;
    private readonly SharedScratch? _shared;

    private DataFolder(string path, string? objects, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
        _shared = objects is null ? null : SharedScratch.In(objects);
        Objects = objects ?? System.IO.Path.Combine(path, "objects");
        Scratch = _shared?.Path ?? System.IO.Path.Combine(path, "scratch");
        Reserve = new Reserve(path);
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "unbraid.db");

    /// <summary>Finished files; what is here is complete.</summary>
    public string Objects { get; }

    /// <summary>Files being made, on the disk of the objects; emptied on every start.</summary>
    public string Scratch { get; }

    /// <summary>Bytes that are free for new objects and rows.</summary>
    public long Free => Math.Min(DiskSpace.FreeAt(Path), DiskSpace.FreeAt(Objects));

    /// <summary>What is given up when the disk is full.</summary>
    public Reserve Reserve { get; }

    /// <summary>Tells commands on this machine where the service listens that holds the folder.</summary>
    public void SayAddress(string address) => File.WriteAllText(AddressIn(Path), address);

    /// <summary>Where the service listens that holds a folder.</summary>
    /// <returns>Null if none does, or it does not listen yet.</returns>
    public static string? AddressOf(string path)
    {
        try
        {
            if (File.Exists(LockIn(path)))
                using (new FileStream(LockIn(path), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    return null; // what the file says is of a service that is gone
            return null;
        }
        catch (IOException e) when (SystemErrors.ReasonOf(e) == FaultReason.InUse)
        {
            return File.Exists(AddressIn(path)) ? File.ReadAllText(AddressIn(path)) : null;
        }
    }

    /// <param name="path">The folder.</param>
    /// <param name="objects">The folder of finished files, where several services share one; null for one in the data folder.</param>
    /// <exception cref="ServiceException">A folder cannot be made or written, or another service holds it.</exception>
    public static DataFolder Open(string path, string? objects = null)
    {
        Create(path);
        var place = objects ?? path;
        try
        {
            if (objects is not null)
                Create(objects);
            var folder = new DataFolder(path, objects, Lock(path));
            Directory.CreateDirectory(folder.Objects);
            if (Directory.Exists(folder.Scratch))
                Directory.Delete(folder.Scratch, recursive: true);
            Directory.CreateDirectory(folder.Scratch);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(place, e);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(LockIn(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (SystemErrors.ReasonOf(e) == FaultReason.InUse)
        {
            throw new ServiceException(
                $"The data folder {path} is in use by another service; stop that one or choose another folder with --data or UNBRAID_DATA_FOLDER.", e);
        }
    }

    /// <summary>Makes the folder, for its owner alone, if it is missing.</summary>
    public static void Create(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
    }

    private static string LockIn(string path) => System.IO.Path.Combine(path, "service.lock");

    private static string AddressIn(string path) => System.IO.Path.Combine(path, "address");

    public void Dispose()
    {
        SqliteSchema.Close(Database);
        _shared?.Dispose();
        _lock.Dispose();
    }

    private static ServiceException NotWritable(string path, Exception e) =>
        SystemErrors.ReasonOf(e) switch
        {
            FaultReason.ReadOnly => new ServiceException(
                FaultReason.ReadOnly, $"The data folder {path} is read-only; choose another folder with --data or UNBRAID_DATA_FOLDER.", e),
            FaultReason.DiskFull or FaultReason.DiskQuota => new ServiceException(
                FaultReason.DiskFull, $"The disk of the data folder {path} is full; free some space, or choose another folder with --data or UNBRAID_DATA_FOLDER.", e),
            _ => new ServiceException(
                $"The data folder {path} cannot be written ({e.Message}); choose another folder with --data or UNBRAID_DATA_FOLDER.", e),
        };
}
