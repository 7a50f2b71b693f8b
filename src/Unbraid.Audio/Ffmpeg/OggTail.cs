using System.Buffers.Binary;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>The end of an Ogg file (RFC 3533).</summary>
internal static class OggTail
{
    private const int LongestPage = 27 + 255 + (255 * 255);

    /// <summary>Where the last page begins, in bytes; null where the file does not end with a whole one.</summary>
    public static long? LastPage(string path)
    {
        using var file = SourceFile.Open(path);
        var tail = new byte[(int)Math.Min(file.Length, LongestPage)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        for (int at = tail.Length; (at = tail.AsSpan(0, at).LastIndexOf("OggS"u8)) >= 0;)
        {
            var page = tail.AsSpan(at);
            if (page.Length > 27 && page.Length >= 27 + page[26] && 27 + page[26] + Sum(page.Slice(27, page[26])) == page.Length &&
                BinaryPrimitives.ReadInt64LittleEndian(page[6..]) >= 0)
            {
                return file.Length - page.Length;
            }
        }

        return null;
    }

    private static int Sum(ReadOnlySpan<byte> segments)
    {
        int sum = 0;
        foreach (var length in segments)
            sum += length;
        return sum;
    }
}
