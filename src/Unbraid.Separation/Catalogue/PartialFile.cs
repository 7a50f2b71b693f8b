using System.Net.Http.Headers;

namespace Unbraid.Separation.Catalogue;

/// <summary>A file that is being fetched, under its final name with <c>.part</c> behind it; only one process at a time can hold it.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _finalPath, _path, _tagPath;
    private readonly FileStream _stream;
    private bool _gone;

    private PartialFile(string finalPath, FileStream stream)
    {
        (_finalPath, _path, _tagPath, _stream) = (finalPath, PathOf(finalPath), finalPath + ".part.etag", stream);
        _stream.Position = _stream.Length;
    }

    /// <summary>Takes hold of it; null if another process does.</summary>
    /// <param name="finalPath">Its name when it is complete. Its folder must exist.</param>
    /// <exception cref="DownloadException">It cannot be written.</exception>
    public static PartialFile? TryOpen(string finalPath)
    {
        try
        {
            // Nobody else may open it; on Windows, deleting includes renaming, which we do ourselves before we let go of it.
            return new PartialFile(finalPath, new FileStream(
                PathOf(finalPath), FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (DownloadErrors.IsLock(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(finalPath, e);
        }
    }

    /// <summary>Its name when it is complete.</summary>
    public string FinalPath => _finalPath;

    /// <summary>Bytes free where it is, if the system says.</summary>
    public long? FreeBytes
    {
        get
        {
            try
            {
                return new DriveInfo(Path.GetFullPath(_path)).AvailableFreeSpace;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>Bytes of it, whoever holds it.</summary>
    public static long LengthOf(string finalPath) => new FileInfo(PathOf(finalPath)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Bytes there, from this run and earlier ones.</summary>
    public long Length => _stream.Length;

    /// <summary>The server's mark of the content these bytes are of, if it gave one.</summary>
    public EntityTagHeaderValue? Tag =>
        File.Exists(_tagPath) && EntityTagHeaderValue.TryParse(File.ReadAllText(_tagPath), out var tag) && !tag.IsWeak ? tag : null;

    /// <summary>Starts over with content of the given mark.</summary>
    public void Clear(EntityTagHeaderValue? tag = null)
    {
        try
        {
            _stream.SetLength(0);
            if (tag is null)
                File.Delete(_tagPath);
            else
                File.WriteAllText(_tagPath, tag.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(_finalPath, e);
        }
    }

    /// <summary>Throws it away without a look at its content, which may by now be another process's finished file.</summary>
    public void Discard()
    {
        _gone = true;
        try
        {
            File.Delete(_path);
            File.Delete(_tagPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays behind, which does no harm.
        }
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            _stream.Position = _stream.Length;
            await _stream.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException e)
        {
            throw DownloadErrors.Disk(_finalPath, e);
        }
    }

    private static string PathOf(string finalPath) => finalPath + ".part";

    public Task<string> HashAsync(CancellationToken cancellationToken) => ModelStore.HashAsync(_stream, cancellationToken);

    /// <summary>Gives it its final name, in one step.</summary>
    public void Commit()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
            File.Move(_path, _finalPath, overwrite: true);
            _gone = true;
            File.Delete(_tagPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(_finalPath, e);
        }
    }

    /// <summary>Lets go of it. What is there stays for the next run, unless it is nothing.</summary>
    public void Dispose()
    {
        // Deleted while still held, so that no other process begins with it in between.
        if (!_gone && _stream.Length == 0)
            Discard();
        _stream.Dispose();
    }
}
