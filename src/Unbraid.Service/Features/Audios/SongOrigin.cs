using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unbraid.Service.Features.Audios;

[Description("How a generated song came to be. Members that its generator does not tell are absent.")]
internal sealed record SongOrigin
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    [Description("The model that was asked.")]
    public required string Model { get; init; }

    [Description("The version of it that answered.")]
    public string? ModelVersion { get; init; }

    [Description("Ask again with it for the same song (built-in composer) or a similar one (Lyria).")]
    public long? Seed { get; init; }

    [Description("What the prompt was taken for.")]
    public string? Genre { get; init; }

    [Description("Beats per minute.")]
    public double? Tempo { get; init; }

    [Description("Seconds from the start of the file to the first beat of the first bar; the tempo is then the same from there to the end.")]
    public double? FirstBeat { get; init; }

    [Description("For example F# minor.")]
    public string? Key { get; init; }

    [Description("For example 4/4.")]
    public string? Meter { get; init; }

    public IReadOnlyList<string>? Instruments { get; init; }

    [Description("The form, from the start to the end of the song.")]
    public IReadOnlyList<SongPart>? Sections { get; init; }

    [Description("The words in the order in which they are sung.")]
    public IReadOnlyList<SungLine>? Lyrics { get; init; }

    [Description("What the generator says about the song.")]
    public string? Caption { get; init; }

    /// <summary>As it is kept in a row.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    public static SongOrigin? FromJson(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<SongOrigin>(json, s_json);
}

[Description("A section of the form. Times in seconds.")]
internal sealed record SongPart
{
    public required string Name { get; init; }

    [Description("Absent if the generator does not tell.")]
    public double? Start { get; init; }

    [Description("Absent if the generator does not tell.")]
    public double? End { get; init; }

    [Description("What the generator says about the music in it.")]
    public string? Description { get; init; }
}

[Description("A line of the words. Times in seconds.")]
internal sealed record SungLine
{
    public required string Text { get; init; }

    [Description("Absent if the generator does not tell: Lyria times the first line of a section, or none.")]
    public double? Start { get; init; }

    [Description("Absent if the generator does not tell.")]
    public double? End { get; init; }
}
