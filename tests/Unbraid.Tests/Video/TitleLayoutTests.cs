using Unbraid.Video.Text;
using Xunit;

namespace Unbraid.Tests.Video;

public class TitleLayoutTests
{
    private const int Width = 1176;

    [Theory]
    [InlineData("Short", 1, 76)]
    [InlineData("A title of some words that needs a second line to fit", 2, 76)]
    [InlineData("  Spaces \n and\tline ends  ", 1, 76)]
    [InlineData("", 1, 76)]
    public void A_text_takes_the_largest_size_in_which_it_fits(string text, int lines, int size)
    {
        var layout = Fit(text);

        Assert.Equal((lines, size), (layout.Lines.Count, layout.Size));
        Assert.Equal(string.Join(' ', text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)), Text(layout));
    }

    [Theory]
    [InlineData("W", 80)]
    [InlineData("東", 80)]
    [InlineData("👩‍👩‍👧‍👦", 80)]
    [InlineData("e\u0301", 200)]
    [InlineData("ش", 200)]
    public void A_text_that_fits_in_no_size_is_cut_between_characters(string character, int count)
    {
        var layout = Fit(string.Concat(Enumerable.Repeat(character, count)));

        Assert.Equal((2, 46), (layout.Lines.Count, layout.Size));
        Assert.EndsWith("…", layout.Lines[1].Text, StringComparison.Ordinal);
        Assert.Equal("", layout.Lines[1].Text.TrimEnd('…').Replace(character, "", StringComparison.Ordinal));
        Assert.Equal("", layout.Lines[0].Text.Replace(character, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("A song with a title that goes on and on, ")]
    [InlineData("如果有一天我们在雨中再次相遇，")]
    [InlineData("أغنية عن البحر والليل الطويل ")]
    [InlineData("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW")]
    [InlineData("🎉🔥 ")]
    public void No_line_is_longer_than_its_room_and_a_cut_one_uses_it(string part)
    {
        var layout = Fit(string.Concat(Enumerable.Repeat(part, 300 / part.Length)));

        Assert.All(layout.Lines, line => Assert.InRange(line.Width * layout.Size, 1, Width));
        Assert.InRange(layout.Lines[^1].Width * layout.Size, 0.8 * Width, Width);
    }

    [Fact]
    public void Lines_are_about_equally_long()
    {
        var layout = Fit("The Quiet Machines of Autumn and of the Winter");

        Assert.Equal(2, layout.Lines.Count);
        Assert.InRange(layout.Lines[0].Width / layout.Lines[1].Width, 0.6, 1.6);
    }

    [Fact]
    public void Chinese_wraps_between_characters_and_no_line_begins_with_a_comma()
    {
        var layout = Fit("如果有一天我们在雨中再次相遇，请不要忘记这首歌");

        Assert.Equal(2, layout.Lines.Count);
        Assert.DoesNotContain(layout.Lines, line => line.Text.StartsWith('，'));
        Assert.Equal("如果有一天我们在雨中再次相遇，请不要忘记这首歌", string.Concat(layout.Lines.Select(line => line.Text)));
    }

    [Fact]
    public void A_cut_line_keeps_the_direction_of_the_whole()
    {
        var layout = Fit(string.Concat(Enumerable.Repeat("أغنية عن البحر ", 10)) + new string('W', 100));

        Assert.All(layout.Lines, line => Assert.True(line.RightToLeft));
    }

    private static TitleLayout Fit(string text) => TitleLayout.Fit(text, new(Bold: true), Width, 2, 76, 64, 54, 46);

    private static string Text(TitleLayout layout) => string.Join(' ', layout.Lines.Select(line => line.Text));
}
