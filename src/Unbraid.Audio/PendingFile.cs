using System.Text;

namespace Unbraid.Audio;

/// <summary>A file under a hidden, unique name beside its final one, which it takes when it is complete and never before.</summary>
internal sealed class PendingFile : IDisposable
{
    private const int MaxNameBytes = 255;

    private bool _done;

    /// <param name="path">Final path; its folder must exist.</param>
    public PendingFile(string path)
    {
        FinalPath = Path.GetFullPath(path);
        // Short and independent of the final name, which may already be as long as a name can be.
        TemporaryPath = Path.Combine(Path.GetDirectoryName(FinalPath)!, $".unbraid-{Guid.NewGuid():N}.tmp");
    }

    public string FinalPath { get; }

    public string TemporaryPath { get; }

    /// <summary>Creates the file, and fails where the final name could not be given later.</summary>
    public FileStream Create()
    {
        if (Directory.Exists(FinalPath))
            throw new UnauthorizedAccessException();
        if (Encoding.UTF8.GetByteCount(Path.GetFileName(FinalPath)) > MaxNameBytes)
            throw new PathTooLongException();
        return new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Gives the file its final name, in one step; an existing file of that name is replaced.</summary>
    public void Commit()
    {
        File.Move(TemporaryPath, FinalPath, overwrite: true);
        _done = true;
    }

    /// <summary>Deletes what was not committed.</summary>
    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        try
        {
            File.Delete(TemporaryPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that has become unwritable: nothing more can be done, and the reason is already on its way to the user.
        }
    }
}
