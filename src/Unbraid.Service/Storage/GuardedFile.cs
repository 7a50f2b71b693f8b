using System.Text;

namespace Unbraid.Service.Storage;

/// <summary>A file for its owner alone.</summary>
internal sealed class GuardedFile(string path) : IGuardedText
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>No change takes this long: who holds the file longer was killed.</summary>
    private static readonly TimeSpan s_longestChange = TimeSpan.FromSeconds(10);

    public string Place => path;

    public object? Stamp() => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;

    public string? Read() => File.Exists(path) ? File.ReadAllText(path) : null;

    public void Change(Func<string?, string> change)
    {
        DataFolder.Create(Path.GetDirectoryName(path)!);

        // The draft, made by one process alone, is the guard; the rename that publishes it opens the way for the next.
        var draft = $"{path}.draft";
        using (var stream = Create(draft))
        {
            try
            {
                stream.Write(Encoding.UTF8.GetBytes(change(Read())));
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
