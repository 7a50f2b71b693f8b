using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Tests;

/// <summary>What is read out of the texts of an answer. The layouts are recorded ones, the words our own.</summary>
public sealed class SongTextsTests
{
    private const string Analysis =
        """
        mosic: 4.5
        bpm: 96.0
        duration_secs: 150.0
        good_crop: 1.0
        [[A0]]
        [4.8:] A fiddle plays alone over held strings.
        [[B1]]
        [21.6:] Drums come in, and a second voice.
        """;

    private static readonly string[] s_words =
    [
        "The mill is turning slow", "The river brings the snow", "A lamp is on the stair", "And nobody is there",
        "So carry me along", "The night is one long song", "The morning has a door", "I knock on it once more",
    ];

    private static readonly string s_firstLineTimed =
        $"[[A0]]\n[4.8:] {s_words[0]}\n[:] {s_words[1]}\n[:] {s_words[2]}\n[:] {s_words[3]}\n"
        + $"[[B1]]\n[21.6:] {s_words[4]}\n[:] {s_words[5]}\n[:] {s_words[6]}\n[:] {s_words[7]}\n";

    public static TheoryData<string> Layouts => new(
        s_firstLineTimed,
        s_firstLineTimed.ReplaceLineEndings("\r\n"),
        s_firstLineTimed.Replace("[4.8:]", "[:]", StringComparison.Ordinal).Replace("[21.6:]", "[:]", StringComparison.Ordinal),
        string.Join('\n', s_words.Select((line, i) => $"[{i}.5:] {line}")),
        string.Join('\n', s_words.Select((line, i) => $"[{i}.0:{i}.9]{line}")),
        string.Join('\n', s_words.Select((line, i) => $"[{90 - (i * 10)}.0:] {line}")),
        $"[Verse 1]\n{string.Join('\n', s_words[..4])}\n\n[Chorus]\n{string.Join('\n', s_words[4..])}",
        $"Here is your song.\n\n[Verse]\n{string.Join("\n\n", s_words)}",
        $"```\n[Verse]\n{string.Join('\n', s_words)}\n```",
        $"[0.0:] [Intro]\n[8.0:] [Verse]\n{string.Join('\n', s_words.Select(line => $"[:] {line}"))}",
        $"{s_firstLineTimed}\n{Analysis}",
        $"Caption: A slow song.\nBPM: 96\n{s_firstLineTimed}");

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_line_is_kept_in_the_order_of_the_text(string sheet)
    {
        string[] others = [Analysis, "Caption: A slow song.\nMosic: 4.5\nBPM: 96.0", "{\"bpm\": 96, \"sections\": []}"];

        foreach (var texts in new string[][]
        {
            [sheet], [sheet, sheet], [sheet, .. others], [.. others, sheet], [others[0], sheet, others[1], sheet, others[2], " "],
        })
            Assert.Equal(s_words, SongTexts.Read(texts, instrumental: false).Lines.Select(line => line.Text));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void An_instrumental_has_no_words_whatever_its_texts_look_like(string sheet) =>
        Assert.Empty(SongTexts.Read([sheet, Analysis], instrumental: true).Lines);

    [Theory]
    [InlineData(Analysis)]
    [InlineData("Caption: [0.0:] Soft strings\n[12.0:] Drums come in\nMosic: 3.0\nBPM: 92")]
    [InlineData("Caption: [0.0:] Soft strings\n[12.0:] Drums come in")]
    [InlineData("Mosic: 4\n\n[[A0]]\n[:] A fiddle plays")]
    [InlineData("{\"sections\": [{\"name\": \"A0\", \"start\": 4.8, \"lyrics\": [\"[4.8:] no words\"]}]}")]
    [InlineData("```json\n{\"sections\": [\n\"[4.8:] no words\"")]
    [InlineData("```json\n[\n  {\"label\": \"A0\"},\n\"[4.8:] no words\"]\n```")]
    [InlineData("[{\"label\": \"A0\"}]")]
    [InlineData("A song about a river.")]
    [InlineData("[[A0]]\n[[B1]]\n[4.0:]\n[:]   ")]
    [InlineData("")]
    [InlineData("\0\u202E")]
    public void What_is_told_about_a_song_is_never_taken_for_its_words(string text)
    {
        Assert.Empty(SongTexts.Read([text], instrumental: false).Lines);
        Assert.Equal(s_words, SongTexts.Read([text, s_firstLineTimed], instrumental: false).Lines.Select(line => line.Text));
    }

    [Fact]
    public void Tempo_form_and_description_are_kept_as_what_they_are()
    {
        var song = SongTexts.Read([Analysis, "Caption: [0.0:] A slow song\nof a mill.\n\nMosic: 4.5\nBPM: 90", s_firstLineTimed], instrumental: false);

        Assert.Equal(96, song.Tempo);
        Assert.Equal("A slow song of a mill.", song.Caption);
        Assert.Equal(
            [("A0", 4.8, "A fiddle plays alone over held strings."), ("B1", 21.6, "Drums come in, and a second voice.")],
            song.Sections.Select(section => (section.Name, section.Start!.Value.TotalSeconds, section.Description!)));
        Assert.Equal([4.8, null, null, null, 21.6, null, null, null], song.Lines.Select(line => line.Start?.TotalSeconds));
    }

    [Fact]
    public void Json_that_can_be_read_tells_tempo_and_form()
    {
        var song = SongTexts.Read(
            ["```json\n{\"bpm\": 101.5, \"description\": \"A march.\", \"sections\": [{\"name\": \"Verse\", \"start\": 3}, {\"name\": 4}, 5]}\n```"], instrumental: false);

        Assert.Equal((101.5, "A march."), (song.Tempo!.Value, song.Caption));
        Assert.Equal(("Verse", TimeSpan.FromSeconds(3)), song.Sections.Select(section => (section.Name, section.Start!.Value)).Single());
    }

    [Fact]
    public void A_time_that_runs_backwards_is_left_out_and_an_end_before_its_start_too()
    {
        var song = SongTexts.Read(["[[A0]]\n[10.0:12] one\n[4.0:5] two\n[11.0:3] three\n[99999.0:] four\n[123456.0:] five"], instrumental: false);

        Assert.Equal(
            [("one", 10, 12), ("two", null, null), ("three", 11, null), ("four", 99_999, null)],
            song.Lines.Take(4).Select(line => (line.Text, line.Start?.TotalSeconds, line.End?.TotalSeconds)));
    }

    [Fact]
    public void Texts_that_each_hold_a_part_are_put_together_and_a_part_that_is_said_twice_is_not()
    {
        var (verse, chorus) = (string.Join('\n', s_words[..4]), string.Join('\n', s_words[4..]));

        var parts = SongTexts.Read([$"[Verse]\n{verse}", $"[Chorus]\n{chorus}"], instrumental: false);
        var twice = SongTexts.Read([$"[Chorus]\n{chorus.ToUpperInvariant()}!", s_firstLineTimed], instrumental: false);

        Assert.Equal(s_words, parts.Lines.Select(line => line.Text));
        Assert.Equal(s_words, twice.Lines.Select(line => line.Text));
    }

    [Fact]
    public void A_text_of_a_megabyte_is_no_song()
    {
        var song = SongTexts.Read([string.Concat(Enumerable.Repeat("[4.8:] word\n", 90_000)), new string('[', 1_000_000), "[Verse]\nwords"], instrumental: false);

        Assert.Equal("words", Assert.Single(song.Lines).Text);
    }

    [Fact]
    public void A_clients_words_are_never_replaced_by_fewer_lines()
    {
        const string Own = "[Verse]\nThe mill is turning slow\nThe river brings the snow\n\n[Chorus]\nSo carry me along";
        SungLine[] fewer = [new() { Text = "the river brings the snow,", Start = 9, End = 12 }];
        SungLine[] more = [.. Enumerable.Range(0, 4).Select(i => new SungLine { Text = $"{i}" })];

        Assert.Equal(
            [("The mill is turning slow", null, null), ("The river brings the snow", 9, 12), ("So carry me along", null, null)],
            ClientWords.Keep(Own, fewer)!.Select(line => (line.Text, line.Start, line.End)));
        Assert.Equal(3, ClientWords.Keep(Own, null)!.Count);
        Assert.Same(more, ClientWords.Keep(Own, more));
        Assert.Null(ClientWords.Keep(null, null));
    }
}
