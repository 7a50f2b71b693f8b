using Unbraid.Video.Text;
using Xunit;

namespace Unbraid.Tests.Video;

public class ShapingTests
{
    [Fact]
    public void Arabic_letters_join()
    {
        var word = Ids("بحر");
        var apart = new[] { "ر", "ح", "ب" }.SelectMany(Ids);

        Assert.NotEqual(apart, word);
    }

    [Fact]
    public void Letters_are_kerned() => Assert.True(Width("AV") < Width("A") + Width("V"));

    [Theory]
    [InlineData("Latin, ελληνικά, кириллица")]
    [InlineData("東京 アニメ 안녕")]
    [InlineData("عربي עברית")]
    [InlineData("♥ ☃ ♫")]
    public void What_a_font_lacks_comes_from_another(string text)
    {
        var installed = FontFiles.Open().ToList();
        Assert.SkipUnless(text.EnumerateRunes().All(rune => installed.Exists(font => new Typeface(font).Has(rune.Value))), "No font here has these characters.");

        var line = new Paragraph(text, default).WholeLine();

        Assert.DoesNotContain(line.Runs, run => run.Ids.Contains((ushort)0));
    }

    [Fact]
    public void A_run_has_one_font_and_a_space_keeps_it()
    {
        var line = new Paragraph("ab 東京 cd", default).WholeLine();

        Assert.Equal(["ab ", "東京 ", "cd"], line.Runs.Select(run => "ab 東京 cd"[run.Run.Start..run.Run.End]));
    }

    [Fact]
    public void An_emoji_of_several_characters_is_one_glyph()
    {
        SkipWithoutEmoji();

        Assert.All(["👩‍👩‍👧‍👦", "🇯🇵", "💃🏽", "1️⃣", "❤️"], emoji => Assert.Single(Ids(emoji)));
    }

    [Theory]
    [InlineData("❤\uFE0F", true)]
    [InlineData("❤", false)]
    [InlineData("❤\uFE0E", false)]
    [InlineData("⚡", true)]
    [InlineData("🔥", true)]
    [InlineData("🔥\uFE0E", false)]
    [InlineData("1", false)]
    [InlineData("1\uFE0F\u20E3", true)]
    [InlineData("東", false)]
    public void Emoji_are_in_colour_where_unicode_wants_it(string text, bool colour) => Assert.Equal(colour, Emoji.IsColourful(text));

    [Fact]
    public void Digits_of_a_time_are_equally_wide()
    {
        var style = new TextStyle(TabularDigits: true);

        Assert.Equal(new Paragraph("1:11", style).WholeLine().Width, new Paragraph("0:00", style).WholeLine().Width);
    }

    [Fact]
    public void A_part_is_as_wide_as_its_line()
    {
        var paragraph = new Paragraph("one two أغنية three", new(Bold: true));

        Assert.Equal(paragraph.Line(4, 13).Width, paragraph.Ems(4, 13), 0.02f);
    }

    internal static void SkipWithoutEmoji() =>
        Assert.SkipUnless(FontShelf.Installed.For("🔥", bold: false)?.IsColour == true, "No font with emoji in colour is installed.");

    private static IEnumerable<ushort> Ids(string text) => new Paragraph(text, default).WholeLine().Runs.SelectMany(run => run.Ids);

    private static float Width(string text) => new Paragraph(text, default).WholeLine().Width;
}
