using System.Buffers.Binary;
using System.Text;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Reads the length of an MP4 file's sound from its edit list, which ffmpeg 5.1 follows at the start but not at the end.</summary>
/// <remarks>ISO/IEC 14496-12: <c>mvhd</c> and <c>mdhd</c> give time scales, <c>elst</c> the part of the media that is presented.</remarks>
internal static class Mp4Length
{
    private const int MaxBox = 64 << 20; // a moov box of many hours is a few megabytes
    private const int MaxBoxes = 100_000; // of fragments of a second, those of a day and more
    private const long MaxLength = 1L << 40;

    /// <summary>Frames at the given rate; null when the file does not say or has several sounds.</summary>
    public static long? Frames(Stream file, int sampleRate)
    {
        if (FindMovie(file) is not { } movie || Child(movie, "mvhd") is not { } header)
            return null;
        uint movieScale = Scale(header.Span).Scale;
        var sounds = Children(movie, "trak").Where(IsSound).ToList();
        if (sounds.Count != 1 || Child(sounds[0], "mdia", "mdhd") is not { } media || movieScale == 0)
            return null;
        var (scale, mediaLength) = Scale(media.Span);
        if (scale == 0 || mediaLength is <= 0 or > MaxLength || sampleRate % scale != 0)
            return null;

        var edit = Child(sounds[0], "edts", "elst") is { } list ? Edit(list.Span) : (0, 0);
        if (edit is not var (duration, start))
            return null;
        long length = mediaLength - start;
        if (duration > 0)
        {
            // A coarser scale was rounded, perhaps down: a little padding too much is better than a sample lost.
            long ticks = movieScale == scale ? duration : duration + 1;
            length = Math.Min(length, (long)Math.Ceiling((double)ticks * scale / movieScale));
        }

        return length > 0 ? length * (sampleRate / scale) : null;
    }

    /// <summary>Whether this is MP4 with its sound but without the index of it, which recorders and downloads write last.</summary>
    public static bool LacksIndex(Stream file)
    {
        var types = Boxes(file).Select(box => box.Type).ToList();
        return types is ["ftyp", ..] && types.Contains("mdat") && !types.Contains("moov") && !types.Contains("meta");
    }

    private static Memory<byte>? FindMovie(Stream file)
    {
        var (type, offset, length) = Boxes(file).FirstOrDefault(box => box.Type == "moov");
        if (type is null || length > MaxBox || offset + length > file.Length)
            return null;
        var body = new byte[length];
        file.Position = offset;
        file.ReadExactly(body);
        return body;
    }

    /// <summary>The outermost boxes, the last of which may be longer than the file: where their bodies begin and how long they are.</summary>
    private static IEnumerable<(string Type, long Offset, long Length)> Boxes(Stream file)
    {
        var head = new byte[16];
        for (long offset = 0, boxes = 0; offset + 8 <= file.Length && boxes < MaxBoxes; boxes++)
        {
            file.Position = offset;
            int read = file.ReadAtLeast(head, 16, throwOnEndOfStream: false);
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            int headLength = size == 1 ? 16 : 8;
            size = size switch { 0 => file.Length - offset, 1 => BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(8)), _ => size };
            if (read < headLength || size < headLength)
                yield break;
            yield return (Encoding.Latin1.GetString(head, 4, 4), offset + headLength, size - headLength);
            if (size > file.Length - offset)
                yield break;
            offset += size;
        }
    }

    private static bool IsSound(Memory<byte> track) =>
        Child(track, "mdia", "hdlr") is { Length: >= 12 } handler && handler.Span.Slice(8, 4).SequenceEqual("soun"u8);

    private static Memory<byte>? Child(Memory<byte> box, params ReadOnlySpan<string> path)
    {
        foreach (var type in path)
        {
            if (Children(box, type) is not [var child, ..])
                return null;
            box = child;
        }

        return box;
    }

    private static List<Memory<byte>> Children(Memory<byte> box, string type)
    {
        var found = new List<Memory<byte>>();
        while (box.Length >= 8 && found.Count <= ChildLimits.MaxStreams)
        {
            int size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(box.Span), (uint)box.Length);
            if (size < 8)
                break;
            if (Encoding.Latin1.GetString(box.Span.Slice(4, 4)) == type)
                found.Add(box[8..size]);
            box = box[size..];
        }

        return found;
    }

    /// <summary>Time scale and duration of mvhd or mdhd.</summary>
    private static (uint Scale, long Duration) Scale(ReadOnlySpan<byte> header) => header.Length switch
    {
        >= 32 when header[0] == 1 => (BinaryPrimitives.ReadUInt32BigEndian(header[20..]), BinaryPrimitives.ReadInt64BigEndian(header[24..])),
        >= 20 when header[0] == 0 => (BinaryPrimitives.ReadUInt32BigEndian(header[12..]), BinaryPrimitives.ReadUInt32BigEndian(header[16..])),
        _ => (0, 0),
    };

    /// <summary>The one edit that plays media, after any empty ones; null when there are several.</summary>
    private static (long Duration, long Start)? Edit(ReadOnlySpan<byte> list)
    {
        if (list.Length < 8)
            return null;
        bool wide = list[0] == 1;
        int entry = wide ? 20 : 12;
        uint entries = BinaryPrimitives.ReadUInt32BigEndian(list[4..]);
        (long Duration, long Start)? edit = null;
        for (list = list[8..]; entries > 0 && list.Length >= entry; entries--, list = list[entry..])
        {
            long duration = wide ? BinaryPrimitives.ReadInt64BigEndian(list) : BinaryPrimitives.ReadUInt32BigEndian(list);
            long start = wide ? BinaryPrimitives.ReadInt64BigEndian(list[8..]) : BinaryPrimitives.ReadInt32BigEndian(list[4..]);
            if (start < 0)
                continue;
            if (edit != null)
                return null;
            edit = (duration, start);
        }

        return edit ?? (0, 0);
    }
}
