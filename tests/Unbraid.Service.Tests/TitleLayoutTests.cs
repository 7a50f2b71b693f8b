using Unbraid.Service.Features.Video;

namespace Unbraid.Service.Tests;

public class TitleLayoutTests
{
    [Theory]
    [InlineData("Short", 1, 76)]
    [InlineData("A title of some words that needs a second line to fit", 2, 76)]
    [InlineData("  Spaces \n and\tline ends  ", 1, 76)]
    public void A_text_takes_the_largest_size_in_which_it_fits(string text, int lines, int size)
    {
        var layout = TitleLayout.Fit(text, 1176, 2, 76, 64, 54, 46);

        Assert.Equal((lines, size), (layout.Lines.Count, layout.Size));
        Assert.Equal(string.Join(' ', text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)), string.Join(' ', layout.Lines));
    }

    [Theory]
    [InlineData("W", 80)]
    [InlineData("東", 80)]
    [InlineData("👩‍👩‍👧‍👦", 80)]
    [InlineData("e\u0301", 200)]
    public void A_text_that_fits_in_no_size_is_cut_between_characters(string character, int count)
    {
        var layout = TitleLayout.Fit(string.Concat(Enumerable.Repeat(character, count)), 1176, 2, 76, 64, 54, 46);

        Assert.Equal((2, 46), (layout.Lines.Count, layout.Size));
        Assert.EndsWith("…", layout.Lines[1], StringComparison.Ordinal);
        Assert.Equal("", layout.Lines[1].TrimEnd('…').Replace(character, "", StringComparison.Ordinal));
        Assert.Equal("", layout.Lines[0].Replace(character, "", StringComparison.Ordinal));
    }
}
