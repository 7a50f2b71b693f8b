namespace Unbraid.Service.Storage;

/// <summary>
/// A process's own part of the scratch beside objects that several processes share. It is theirs while they hold a lock on it; whoever comes next
/// removes those of dead ones.
/// </summary>
internal sealed class SharedScratch : IDisposable
{
    private const string LockExtension = ".lock";
    private readonly FileStream _lock;

    private SharedScratch(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <exception cref="IOException">It cannot be made.</exception>
    public static SharedScratch In(string objects)
    {
        var all = Directory.CreateDirectory(System.IO.Path.Combine(objects, ".scratch")).FullName;
        foreach (var file in Directory.EnumerateFiles(all, $"*{LockExtension}"))
            RemoveIfDead(file);
        var path = System.IO.Path.Combine(all, Guid.NewGuid().ToString("N"));
        return new SharedScratch(path, new FileStream(path + LockExtension, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
        _lock.Dispose();
        File.Delete(Path + LockExtension);
    }

    private static void RemoveIfDead(string file)
    {
        try
        {
            using (new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                if (Directory.Exists(file[..^LockExtension.Length]))
                    Directory.Delete(file[..^LockExtension.Length], recursive: true);
                File.Delete(file);
            }
        }
        catch (IOException)
        {
            // Its process lives, or another one is removing it.
        }
    }
}
