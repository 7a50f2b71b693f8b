using System.IO.Compression;

namespace Unbraid.Audio.Packaging;

/// <summary>What an archive holds beside the sound.</summary>
/// <param name="Texts">Name of each file to its content.</param>
/// <param name="AudioFolder">Where the sound lies: empty, or a folder with a slash at its end.</param>
internal sealed record ArchiveLayout(IReadOnlyList<(string Name, byte[] Content)> Texts, string AudioFolder = "");

/// <summary>Writes zip archives. Sound goes in as it is: compressing it takes long and wins little.</summary>
internal static class PackageArchive
{
    private const int BlockSize = 1 << 18;

    /// <summary>The earliest time that zip archives know, so that the same stems give the same bytes.</summary>
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task WriteAsync(string path, PackageContents contents, ArchiveLayout layout, IProgress<double> progress, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var (name, content) in layout.Texts)
        {
            await using var entry = await AddAsync(zip, name, CompressionLevel.Optimal, cancellationToken);
            await entry.WriteAsync(content, cancellationToken);
        }

        var tracks = contents.Tracks.ToList();
        for (int i = 0; i < tracks.Count; i++)
        {
            await using var entry = await AddAsync(zip, layout.AudioFolder + tracks[i].FileName, CompressionLevel.NoCompression, cancellationToken);
            await CopyAsync(tracks[i].Path, entry, new ProgressPart(progress, i, tracks.Count), cancellationToken);
        }
    }

    private static async Task<Stream> AddAsync(ZipArchive zip, string name, CompressionLevel level, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = s_time;
        return await entry.OpenAsync(cancellationToken);
    }

    private static async Task CopyAsync(string path, Stream destination, ProgressPart progress, CancellationToken cancellationToken)
    {
        await using var source = SourceFile.Open(path);
        var block = new byte[BlockSize];
        for (long done = 0; await ReadAsync(source, block, path, cancellationToken) is var count and > 0; progress.Report((double)done / source.Length))
        {
            await destination.WriteAsync(block.AsMemory(0, count), cancellationToken);
            done += count;
        }
    }

    private static async Task<int> ReadAsync(FileStream source, byte[] block, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(block, cancellationToken);
        }
        catch (IOException error)
        {
            throw SourceFile.Unreadable(path, "cannot be read to its end", error);
        }
    }
}
