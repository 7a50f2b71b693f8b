namespace Unbraid.Audio;

/// <summary>Files that are often taken for sound and are none, or none that anybody may read, by how they begin.</summary>
internal static class ForeignFormats
{
    private const string Notes = "which holds notes and no recording";
    private const string Module = $", {Notes}; render it to WAV with a tracker first.";
    private const string Dsd = ", a stream of single bits; convert it first, for example with ffmpeg to FLAC at 96000 Hz.";
    private const string Archive = "; take the songs out of it first.";
    private const string Picture = "; give a sound file.";
    private const string Midi = $"is a MIDI file, {Notes}; play it with a synthesizer and give what that sounds like.";

    /// <summary>Enough for the mark of a module of 31 instruments, which stands behind them.</summary>
    private const int HeadBytes = 1084;

    private static readonly (int Offset, byte[] Mark, string Complaint)[] s_marks =
    [
        (0, [.. "MThd"u8], Midi),
        (8, [.. "RMID"u8], Midi),
        (0, [.. "Extended Module: "u8], $"is a tracker module (XM){Module}"),
        (0, [.. "IMPM"u8], $"is a tracker module (IT){Module}"),
        (44, [.. "SCRM"u8], $"is a tracker module (S3M){Module}"),
        .. new[] { "M.K.", "M!K!", "FLT4", "FLT8", "4CHN", "6CHN", "8CHN" }.Select(mark => (1080, System.Text.Encoding.ASCII.GetBytes(mark), $"is a tracker module (MOD){Module}")),
        (0, [.. "DSD "u8], $"is a DSD file (DSF){Dsd}"),
        (12, [.. "DSD "u8], $"is a DSD file (DFF){Dsd}"),
        (4, [0x57, 0x90, 0x75, 0x36], "is an Audible book (aa), which is protected against copying; only its own player can read it."),
        (0, [.. "PK\u0003\u0004"u8], $"is a ZIP archive{Archive}"),
        (0, [.. "Rar!\u001A\u0007"u8], $"is a RAR archive{Archive}"),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], $"is a 7z archive{Archive}"),
        (0, [0x1F, 0x8B], $"is packed with gzip{Archive}"),
        (0, [.. "%PDF-"u8], "is a PDF document; give a sound file."),
        (0, [.. "#EXTM3U"u8], "is a playlist (M3U); give the songs that it names."),
        (0, [.. "[playlist]"u8], "is a playlist (PLS); give the songs that it names."),
        (0, [.. "<!DOCTYPE html"u8], "is a web page; download the song itself, which may want a login."),
        (0, [.. "<html"u8], "is a web page; download the song itself, which may want a login."),
        (0, [0xFF, 0xD8, 0xFF], $"is a picture (JPEG){Picture}"),
        (0, [0x89, .. "PNG"u8], $"is a picture (PNG){Picture}"),
        (0, [.. "GIF8"u8], $"is a picture (GIF){Picture}"),
    ];

    /// <summary>What is wrong with a file as the rest of a sentence that begins with its name; null if nothing is known against it.</summary>
    /// <exception cref="AudioException">The file cannot be opened.</exception>
    public static string? Complaint(string path)
    {
        using var file = SourceFile.Open(path);
        var head = new byte[HeadBytes];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return Array.Find(s_marks, mark => mark.Offset + mark.Mark.Length <= length && Matches(head.AsSpan(mark.Offset, mark.Mark.Length), mark.Mark)).Complaint;
    }

    /// <summary>Web pages begin in capitals or not.</summary>
    private static bool Matches(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark) =>
        mark[0] == '<' ? System.Text.Ascii.EqualsIgnoreCase(bytes, mark) : bytes.SequenceEqual(mark);
}
