namespace Unbraid.Service.Storage;

/// <summary>
/// A file of nothing, given up when the disk is full: a database that cannot write one byte can neither note that a task failed nor that
/// a song is to go.
/// </summary>
internal sealed class Reserve(string folder)
{
    private const long Size = 16_000_000;

    /// <summary>Free space at which it is made again: a reserve that fills the disk by itself would be none.</summary>
    private const long Ample = 10 * Size;

    private readonly Lock _gate = new();
    private readonly string _path = Path.Combine(folder, "reserve");

    /// <summary>Makes the file where it is missing and the disk has room.</summary>
    public void Fill()
    {
        lock (_gate)
        {
            if (File.Exists(_path) || DiskSpace.FreeAt(folder) < Ample)
                return;
            try
            {
                using var file = new FileStream(
                    _path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = Size });
            }
            catch (IOException)
            {
                // The disk filled in this moment; the next round sees.
            }
        }
    }

    /// <summary>Does what makes room or costs next to none, again after the reserve was given up if there is no room for it.</summary>
    public async Task<T> SpendAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (StorageFaults.IsDiskFull(e) && Release())
        {
            return await work();
        }
    }

    /// <summary>The same for a thread that must not wait for others of the pool.</summary>
    public T Spend<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (StorageFaults.IsDiskFull(e) && Release())
        {
            return work();
        }
    }

    private bool Release()
    {
        lock (_gate)
        {
            if (!File.Exists(_path))
                return false;
            File.Delete(_path);
            return true;
        }
    }
}
