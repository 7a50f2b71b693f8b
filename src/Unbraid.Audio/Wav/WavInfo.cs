using System.Buffers.Binary;
using System.Text;

namespace Unbraid.Audio.Wav;

/// <summary>The LIST/INFO chunk of a WAV file: four-letter names and texts.</summary>
internal static class WavInfo
{
    private static readonly (string Id, string Key)[] s_names =
    [
        ("INAM", "title"), ("IART", "artist"), ("IPRD", "album"), ("ICRD", "date"), ("IGNR", "genre"),
        ("ICMT", "comment"), ("ICOP", "copyright"), ("IPRT", "track"), ("ITRK", "track"), ("IMUS", "composer"),
    ];

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Adds the tags in the body of a LIST chunk; tags that are there already stay.</summary>
    public static void Parse(ReadOnlySpan<byte> body, Dictionary<string, string> tags)
    {
        if (body.Length < 4 || !body[..4].SequenceEqual("INFO"u8))
            return;
        for (body = body[4..]; body.Length >= 8;)
        {
            var id = Encoding.Latin1.GetString(body[..4]);
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(body[4..]), (uint)body.Length - 8);
            var key = Array.Find(s_names, name => name.Id == id).Key;
            var text = Text(body.Slice(8, length));
            if (key != null && text.Length > 0)
                tags.TryAdd(key, text);
            body = body[Math.Min(body.Length, 8 + length + (length & 1))..];
        }
    }

    /// <summary>The whole chunk, empty when there is nothing to say. Texts are UTF-8.</summary>
    public static byte[] Build(AudioTags tags)
    {
        using var list = new MemoryStream();
        list.Write("LIST\0\0\0\0INFO"u8);
        foreach (var (key, text) in tags.Values)
        {
            var id = Array.Find(s_names, name => name.Key == key).Id;
            if (id == null || text.Length == 0)
                continue;
            var bytes = Encoding.UTF8.GetBytes(text + '\0');
            list.Write(Encoding.Latin1.GetBytes(id));
            list.Write(BitConverter.GetBytes(bytes.Length));
            list.Write(bytes);
            if (bytes.Length % 2 == 1)
                list.WriteByte(0);
        }

        var chunk = list.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), chunk.Length - 8);
        return chunk.Length > 12 ? chunk : [];
    }

    /// <summary>UTF-8 where the bytes are valid UTF-8, else Latin-1: the standard says neither and files hold both.</summary>
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        try
        {
            return s_utf8.GetString(bytes).Trim();
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes).Trim();
        }
    }
}
