using System.Globalization;
using System.Text;

namespace Unbraid.Audio.Packaging;

/// <summary>A project of REAPER: one track a stem, each with one item from the start to the end. Lines of words, nested by <c>&lt;</c> and <c>&gt;</c>.</summary>
internal static class ReaperProject
{
    /// <summary>What marks a colour as chosen, beside its three bytes.</summary>
    private const int Chosen = 0x1000000;

    public static ArchiveLayout Of(PackageContents contents) =>
        new([(PackageContents.ProjectName + ".rpp", Encoding.UTF8.GetBytes(Text(contents)))]);

    private static string Text(PackageContents contents)
    {
        var text = new StringBuilder();
        Line(text, 0, $"<REAPER_PROJECT 0.1 {Quoted("6.0")} 0");
        Line(text, 1, $"TITLE {Quoted(contents.Title)}");
        Line(text, 1, $"SAMPLERATE {contents.SampleRate} 1 0");
        if (contents.Tempo is { } tempo)
            Line(text, 1, $"TEMPO {tempo.BeatsPerMinute} {tempo.BeatsPerBar} 4");
        foreach (var track in contents.Tracks)
            AddTrack(text, track, contents.Seconds, isMuted: track == contents.Click);
        Line(text, 0, $">");
        return text.ToString();
    }

    private static void AddTrack(StringBuilder text, PackageTrack track, double seconds, bool isMuted)
    {
        Line(text, 1, $"<TRACK");
        Line(text, 2, $"NAME {Quoted(track.Name)}");
        Line(text, 2, $"PEAKCOL {Colour(track.Colour)}");
        Line(text, 2, $"VOLPAN 1 0 -1 -1 1");
        Line(text, 2, $"MUTESOLO {(isMuted ? 1 : 0)} 0 0");
        Line(text, 2, $"NCHAN {Math.Max(2, (track.Channels + 1) / 2 * 2)}"); // tracks have an even number
        Line(text, 2, $"<ITEM");
        Line(text, 3, $"POSITION 0");
        Line(text, 3, $"LENGTH {seconds}");
        Line(text, 3, $"LOOP 0");
        Line(text, 3, $"FADEIN 1 0 0");
        Line(text, 3, $"FADEOUT 1 0 0");
        Line(text, 3, $"NAME {Quoted(track.FileName)}");
        Line(text, 3, $"VOLPAN 1 0 1 -1");
        Line(text, 3, $"SOFFS 0");
        Line(text, 3, $"PLAYRATE 1 1 0 -1 0 0.0025");
        Line(text, 3, $"<SOURCE {Source(track.FileName)}");
        Line(text, 4, $"FILE {Quoted(track.FileName)}");
        foreach (int depth in (int[])[3, 2, 1])
            Line(text, depth, $">");
    }

    private static string Source(string file) => Path.GetExtension(file) switch
    {
        ".wav" or ".wave" or ".aif" or ".aiff" => "WAVE",
        ".flac" => "FLAC",
        ".mp3" => "MP3",
        ".ogg" or ".opus" => "VORBIS",
        _ => "VIDEO", // what the system's own decoders read, m4a too
    };

    /// <summary>A word knows no escapes: it stands between quotes of a kind that it does not hold.</summary>
    private static string Quoted(string text) => (text.Contains('"'), text.Contains('\'')) switch
    {
        (false, _) => $"\"{text}\"",
        (_, false) => $"'{text}'",
        _ => $"`{text.Replace('`', '\'')}`",
    };

    /// <summary>Blue, green and red, from the highest byte to the lowest.</summary>
    private static int Colour(string colour)
    {
        int rgb = int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Chosen | ((rgb & 0xFF) << 16) | (rgb & 0xFF00) | (rgb >> 16);
    }

    private static void Line(StringBuilder text, int depth, FormattableString line) =>
        text.Append(' ', 2 * depth).Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
