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
            catch (IOException e) when (IsThere(e))
            {
                // Only a draft that is itself old: a fresh one belongs to somebody who came after the one that was killed.
                if (waited > s_longestChange && TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(draft) > s_longestChange)
                    File.Delete(draft);
                Thread.Sleep(s_pause);
            }
        }
    }

    /// <summary>EEXIST, or ERROR_FILE_EXISTS of Windows.</summary>
    private static bool IsThere(IOException e) => e.HResult is 17 or unchecked((int)0x80070050);
}
