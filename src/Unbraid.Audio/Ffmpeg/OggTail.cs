using System.Buffers.Binary;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>The end of an Ogg file (RFC 3533).</summary>
internal sealed class OggTail
{
    private const int LongestPage = 27 + 255 + (255 * 255);

    private OggTail(byte[] tail, long fileLength)
    {
        const byte EndOfStream = 4;
        var pages = Pages(tail).ToList();
        int whole = pages.FindIndex(at => at + Length(tail.AsSpan(at)) == tail.Length && BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at + 6)) >= 0);
        LastPage = whole < 0 ? null : fileLength - tail.Length + pages[whole];
        HasEnd = pages is [var last, ..] && last + Length(tail.AsSpan(last)) <= tail.Length && (tail[last + 5] & EndOfStream) != 0;
    }

    /// <summary>Where the last page begins, in bytes; null where the file does not end with a whole one.</summary>
    public long? LastPage { get; }

    /// <summary>Whether the last page is whole and marked as the last one. Anything else may follow it.</summary>
    public bool HasEnd { get; }

    public static OggTail Read(string path)
    {
        using var file = SourceFile.Open(path);
        var tail = new byte[(int)Math.Min(file.Length, LongestPage)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        return new OggTail(tail, file.Length);
    }

    /// <summary>Where pages seem to begin, from the end on.</summary>
    private static IEnumerable<int> Pages(byte[] tail)
    {
        for (int at = tail.Length; (at = tail.AsSpan(0, at).LastIndexOf("OggS"u8)) >= 0;)
            yield return at;
    }

    /// <summary>Of a page with all of its segments, as far as its head is there.</summary>
    private static int Length(ReadOnlySpan<byte> page)
    {
        const int Head = 27, Segments = 26;
        return page.Length > Head && page.Length >= Head + page[Segments] ? Head + page[Segments] + Sum(page.Slice(Head, page[Segments])) : int.MaxValue / 2;
    }

    private static int Sum(ReadOnlySpan<byte> segments)
    {
        int sum = 0;
        foreach (var length in segments)
            sum += length;
        return sum;
    }
}
