using System.Buffers.Binary;
using System.Text;

namespace Unbraid.Audio.Packaging;

/// <summary>Adds a box to the user data (<c>moov/udta</c>, ISO/IEC 14496-12) of an MP4 file that ends with its <c>moov</c> box.</summary>
internal static class MovieUserData
{
    private const int HeadLength = 8, WideHeadLength = 16;

    /// <param name="path">The file.</param>
    /// <param name="type">Four characters.</param>
    /// <param name="content">What the box holds.</param>
    /// <param name="cancellationToken">Cancels; the file is of no use then.</param>
    /// <exception cref="InvalidDataException">The last box of the file is not <c>moov</c>.</exception>
    public static async Task AddAsync(string path, string type, byte[] content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        long start = await LastBoxAsync(file, cancellationToken);
        var movie = new byte[file.Length - start];
        file.Position = start;
        await file.ReadExactlyAsync(movie, cancellationToken);
        if (TypeOf(movie) != "moov")
            throw new InvalidDataException($"The file ends with a box '{TypeOf(movie)}' and not with 'moov'.");

        var box = Box(type, content);
        file.Position = start;
        await file.WriteAsync(Box("moov", WithUserData(movie.AsSpan(HeadLength), box)), cancellationToken);
    }

    private static byte[] WithUserData(ReadOnlySpan<byte> movie, byte[] box)
    {
        for (int at = 0; at + HeadLength <= movie.Length;)
        {
            var child = movie.Slice(at, SizeOf(movie[at..]));
            if (TypeOf(child) == "udta")
                return [.. movie[..at], .. Box("udta", [.. child[HeadLength..], .. box]), .. movie[(at + child.Length)..]];
            at += child.Length;
        }

        return [.. movie, .. Box("udta", box)];
    }

    private static async Task<long> LastBoxAsync(FileStream file, CancellationToken cancellationToken)
    {
        var head = new byte[WideHeadLength];
        for (long start = 0; ;)
        {
            file.Position = start;
            int read = await file.ReadAtLeastAsync(head, WideHeadLength, throwOnEndOfStream: false, cancellationToken);
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (size == 1 && read == WideHeadLength)
                size = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(HeadLength));
            if (read < HeadLength || size < HeadLength || size > file.Length - start)
                throw new InvalidDataException($"The box at {start} is none.");
            if (start + size == file.Length)
                return start;
            start += size;
        }
    }

    private static byte[] Box(string type, ReadOnlySpan<byte> content)
    {
        var box = new byte[HeadLength + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.Latin1.GetBytes(type, box.AsSpan(4));
        content.CopyTo(box.AsSpan(HeadLength));
        return box;
    }

    private static int SizeOf(ReadOnlySpan<byte> box) =>
        BinaryPrimitives.ReadInt32BigEndian(box) is >= HeadLength and var size && size <= box.Length ? size : throw new InvalidDataException("A box in 'moov' is none.");

    private static string TypeOf(ReadOnlySpan<byte> box) => Encoding.Latin1.GetString(box.Slice(4, 4));
}
