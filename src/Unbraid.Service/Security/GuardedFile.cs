using System.Text;

namespace Unbraid.Service.Security;

/// <summary>A small file for its owner alone that several processes may change at once: one after another, and a reader never sees half of it.</summary>
internal static class GuardedFile
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>No change takes this long: who holds the file longer was killed.</summary>
    private static readonly TimeSpan s_longestChange = TimeSpan.FromSeconds(10);

    /// <summary>Replaces the file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">The text, null where there is no file, to the new one.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static void Change(string path, Func<string?, string> change)
    {
        // The draft, made by one process alone, is the guard; the rename that publishes it opens the way for the next.
        var draft = $"{path}.draft";
        using (var stream = Create(draft))
        {
            try
            {
                stream.Write(Encoding.UTF8.GetBytes(change(File.Exists(path) ? File.ReadAllText(path) : null)));
                stream.Flush(flushToDisk: true);
            }
            catch
            {
                File.Delete(draft);
                throw;
            }
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Differs where the file was changed.</summary>
    public static FileStamp StampOf(string path) => new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : default;

    private static FileStream Create(string draft)
    {
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (var waited = TimeSpan.Zero; ; waited += s_pause)
        {
            try
            {
                return new FileStream(draft, create);
            }
            catch (IOException) when (File.Exists(draft) || waited == TimeSpan.Zero)
            {
                if (waited > s_longestChange)
                {
                    File.Delete(draft);
                    waited = TimeSpan.Zero;
                }

                Thread.Sleep(s_pause);
            }
        }
    }
}

/// <summary>When a file was written, and how long it is.</summary>
internal readonly record struct FileStamp(DateTime WrittenAt, long Length);
