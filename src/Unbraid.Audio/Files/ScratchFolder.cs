using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Unbraid.Audio;

/// <summary>
/// A hidden folder for files that are being made. It goes when it is disposed of, with <see cref="DiscardAll"/>, or, where the process
/// was killed, with the next one that makes such a folder in the same place.
/// </summary>
/// <remarks>
/// A file in it, <c>owner</c>, is locked for as long as its process lives; whoever can lock it may delete the folder. The file tells how many
/// folders were made for the results, which go too if they are empty.
/// </remarks>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = ".unbraid-", OwnerName = "owner";
    private const int Attempts = 100, MaxMade = 100;

    private static readonly ConcurrentDictionary<ScratchFolder, bool> s_alive = new();

    private readonly string _parent;
    private readonly FileStream _owner;
    private readonly Lock _gate = new();
    private int _made;
    private bool _gone;

    private ScratchFolder(string parent, string path, FileStream owner, int made)
    {
        (_parent, Path, _owner, _made) = (parent, path, owner, made);
        s_alive[this] = true;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one, after sweeping away those of processes that are gone.</summary>
    /// <param name="parent">The folder to make it in.</param>
    /// <param name="make">Whether <paramref name="parent"/> is made if it is missing, and goes again if nothing is kept in it.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static ScratchFolder Create(string parent, bool make = false)
    {
        parent = System.IO.Path.GetFullPath(parent);
        Sweep(parent);
        int made = make ? Make(parent) : 0;
        try
        {
            return Create(parent, made);
        }
        catch
        {
            RemoveEmpty(parent, made);
            throw;
        }
    }

    /// <summary>Removes what killed processes left in a folder, after finishing what they were in the middle of renaming.</summary>
    public static void Sweep(string parent)
    {
        if (!Directory.Exists(parent))
            return;
        try
        {
            foreach (var folder in Directory.GetDirectories(parent, Prefix + "*"))
                SweepOne(parent, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read or written: whoever wants to write there is told.
        }
    }

    /// <summary>Removes all of this process, for the moment before it ends without further ado.</summary>
    public static void DiscardAll()
    {
        foreach (var folder in s_alive.Keys)
            folder.Dispose();
    }

    /// <summary>Results are there: the folders that were made for them stay.</summary>
    public void Keep() => _made = 0;

    /// <summary>Deletes it with all that is in it, and the folders that were made for nothing.</summary>
    public void Dispose()
    {
        lock (_gate) // whoever comes second, and may be about to end the process, waits for the first
        {
            if (_gone)
                return;
            Delete(Path, _owner);
            RemoveEmpty(_parent, _made);
            _gone = s_alive.TryRemove(this, out _);
        }
    }

    private static ScratchFolder Create(string parent, int made)
    {
        for (int attempt = 0; ; attempt++)
        {
            if (!Directory.Exists(parent))
                throw new DirectoryNotFoundException($"There is no folder '{parent}'.");
            var path = System.IO.Path.Combine(parent, Prefix + System.IO.Path.GetRandomFileName());
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            FileStream? owner = null;
            try
            {
                owner = new FileStream(
                    System.IO.Path.Combine(path, OwnerName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                owner.Write(Encoding.ASCII.GetBytes(made.ToString(CultureInfo.InvariantCulture)));
                if (File.Exists(owner.Name))
                    return new ScratchFolder(parent, path, owner, made);
                owner.Dispose();
            }
            catch (IOException error) when (attempt < Attempts && (!Directory.Exists(path) || SystemErrors.ReasonOf(error) == FaultReason.InUse))
            {
                owner?.Dispose(); // Another process swept it away, or is about to, before it had an owner.
            }
            catch
            {
                Delete(path, owner);
                throw;
            }
        }
    }

    private static void SweepOne(string parent, string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
            return;
        try
        {
            int made;
            using (var owner = new FileStream(System.IO.Path.Combine(folder, OwnerName), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1))
            {
                using var text = new StreamReader(owner, leaveOpen: true);
                made = int.TryParse(text.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, MaxMade) : 0;
                Renames.Finish(folder, parent);
                Delete(folder, owner);
            }

            RemoveEmpty(parent, made);
        }
        catch (FileNotFoundException)
        {
            // Without an owner: just being made, which starts anew then, or just being swept by another. Only an empty one goes.
            TryDelete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its owner lives, or it is not ours to delete.
        }
    }

    /// <summary>Deletes the owner last, so that what a killed process leaves can always be recognised.</summary>
    private static void Delete(string path, FileStream? owner)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(path).Where(file => System.IO.Path.GetFileName(file) != OwnerName))
                File.Delete(file);
            foreach (var folder in Directory.EnumerateDirectories(path))
                Directory.Delete(folder, recursive: true);
            owner?.Dispose();
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that has become unwritable: nothing more can be done, and the reason is already on its way to the user.
        }
        finally
        {
            owner?.Dispose();
        }
    }

    private static int Make(string folder)
    {
        int missing = 0;
        for (var path = folder; path is not null && !Directory.Exists(path); path = System.IO.Path.GetDirectoryName(path))
            missing++;
        try
        {
            Directory.CreateDirectory(folder);
            return missing;
        }
        catch
        {
            RemoveEmpty(folder, missing);
            throw;
        }
    }

    private static void RemoveEmpty(string folder, int levels)
    {
        for (var path = folder; levels > 0 && path is not null; levels--, path = System.IO.Path.GetDirectoryName(path))
        {
            if (Directory.Exists(path) && !TryDelete(path))
                return; // Somebody else uses it.
        }
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
