using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unbraid.Audio.Packaging;

/// <summary>The description in a plain archive: <c>project.json</c>.</summary>
internal static class ProjectJson
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static ArchiveLayout Of(PackageContents contents)
    {
        var project = new Project(
            contents.Title, contents.SampleRate, contents.Frames, contents.Tempo?.BeatsPerMinute, contents.Tempo?.BeatsPerBar, contents.Tempo?.FirstBeat,
            contents.Click?.FileName, [.. contents.Stems.Select(stem => new Stem(stem.Name, stem.FileName, stem.Colour, stem.Channels))]);
        return new ArchiveLayout([(PackageContents.ProjectName + ".json", JsonSerializer.SerializeToUtf8Bytes(project, s_json))]);
    }

    /// <param name="Title">Of the song.</param>
    /// <param name="SampleRate">Of all files, in Hz.</param>
    /// <param name="Frames">Length of all files.</param>
    /// <param name="Tempo">Beats a minute; absent where it is unknown.</param>
    /// <param name="BeatsPerBar">Absent with the tempo.</param>
    /// <param name="FirstBeat">Seconds; absent where it is unknown.</param>
    /// <param name="Click">The file with the click track; absent where there is none.</param>
    /// <param name="Stems">All of them.</param>
    private sealed record Project(
        string Title, int SampleRate, long Frames, double? Tempo, int? BeatsPerBar, double? FirstBeat, string? Click, IReadOnlyList<Stem> Stems);

    /// <param name="Name">Of the stem.</param>
    /// <param name="File">In the archive.</param>
    /// <param name="Color"><c>#RRGGBB</c>.</param>
    /// <param name="Channels">1 to 8.</param>
    /// <param name="Start">Where it begins in the song, in frames.</param>
    /// <param name="Gain">In dB.</param>
    private sealed record Stem(string Name, string File, string Color, int Channels, long Start = 0, double Gain = 0);
}
