using System.Buffers.Binary;
using System.Text;

namespace Unbraid.Audio.Wav;

/// <summary>The text frames of an ID3 tag, version 2.3 or 2.4, as some programs put it into a chunk of a WAV file.</summary>
internal static class Id3Tag
{
    private static readonly Dictionary<string, string> s_frames = new()
    {
        ["TIT2"] = "title",
        ["TPE1"] = "artist",
        ["TPE2"] = "album_artist",
        ["TALB"] = "album",
        ["TYER"] = "date",
        ["TDRC"] = "date",
        ["TCON"] = "genre",
        ["TRCK"] = "track",
        ["TCOM"] = "composer",
        ["TCOP"] = "copyright",
    };

    /// <summary>Adds the tags; those that are there already stay.</summary>
    public static void Parse(ReadOnlySpan<byte> tag, Dictionary<string, string> tags)
    {
        const byte Unsynchronised = 0x80, ExtendedHeader = 0x40;
        if (tag.Length < 10 || !tag[..3].SequenceEqual("ID3"u8) || tag[3] is not (3 or 4) || (tag[5] & (Unsynchronised | ExtendedHeader)) != 0)
            return;
        bool syncsafe = tag[3] == 4;
        var frames = tag.Slice(10, Math.Min(SyncSafe(tag[6..]), tag.Length - 10));
        while (frames.Length > 10 && frames[0] != 0)
        {
            int length = syncsafe ? SyncSafe(frames[4..]) : BinaryPrimitives.ReadInt32BigEndian(frames[4..]);
            if (length < 1 || length > frames.Length - 10)
                return;
            var id = Encoding.Latin1.GetString(frames[..4]);
            if (s_frames.TryGetValue(id, out var key) && Text(frames.Slice(10, length)) is { Length: > 0 } text)
                tags.TryAdd(key, text);
            frames = frames[(10 + length)..];
        }
    }

    /// <summary>28 bits in four bytes of seven.</summary>
    private static int SyncSafe(ReadOnlySpan<byte> bytes) =>
        (bytes[0] & 0x7F) << 21 | (bytes[1] & 0x7F) << 14 | (bytes[2] & 0x7F) << 7 | (bytes[3] & 0x7F);

    private static string Text(ReadOnlySpan<byte> body)
    {
        var encoding = body[0] switch { 0 => Encoding.Latin1, 1 => Encoding.Unicode, 2 => Encoding.BigEndianUnicode, _ => Encoding.UTF8 };
        body = body[1..];
        if (body.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            encoding = Encoding.BigEndianUnicode;
            body = body[2..];
        }
        else if (body.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            body = body[2..];
        return encoding.GetString(body).Split('\0')[0].Trim();
    }
}
