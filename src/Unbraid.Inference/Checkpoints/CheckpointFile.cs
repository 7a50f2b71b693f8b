namespace Unbraid.Inference.Checkpoints;

/// <summary>An open file, read at positions. Tensors are read from it when asked for, so it is never in memory as a whole.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private readonly IDisposable _content;
    private readonly ReadAt _read;

    /// <param name="content">What would be in the file, such as a resource of an assembly; disposed of with this.</param>
    public CheckpointFile(Stream content)
    {
        var turn = new Lock();
        _content = content;
        _read = (destination, offset) =>
        {
            lock (turn)
            {
                content.Position = offset;
                return content.Read(destination);
            }
        };
        Length = content.Length;
    }

    public CheckpointFile(string path)
    {
        try
        {
            var handle = File.OpenHandle(path);
            _content = handle;
            _read = (destination, offset) => RandomAccess.Read(handle, destination, offset);
            Length = RandomAccess.GetLength(handle);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException($"The file {path} does not exist.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CheckpointException($"The file {path} cannot be read: {e.Message}", e);
        }
    }

    private delegate int ReadAt(Span<byte> destination, long offset);

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/>.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
        {
            throw new CheckpointException("the file ends too early; it is cut off or damaged.");
        }

        try
        {
            while (destination.Length > 0)
            {
                var count = _read(destination, offset);
                if (count == 0)
                {
                    throw new CheckpointException("the file became shorter while it was read.");
                }

                destination = destination[count..];
                offset += count;
            }
        }
        catch (IOException e)
        {
            throw new CheckpointException($"reading failed: {e.Message}", e);
        }
    }

    public void Dispose() => _content.Dispose();
}

/// <summary>Part of a file.</summary>
internal readonly record struct FileRange(long Start, long Length)
{
    public long End => Start + Length;
}
