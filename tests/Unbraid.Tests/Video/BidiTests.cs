using Unbraid.Video.Text;
using Xunit;

namespace Unbraid.Tests.Video;

/// <summary>What is expected follows from the rules of UAX #9, by hand.</summary>
public class BidiTests
{
    [Theory]
    [InlineData("car", 0, "000")]
    [InlineData("", 0, "")]
    [InlineData("אבג", 1, "111")]
    [InlineData("car אבג", 0, "0000111")]
    [InlineData("אבג car", 1, "1111222")]
    [InlineData("אבג 12", 1, "111122")]
    [InlineData("a אבג 12", 0, "00111122")]
    [InlineData("אבג - דהו", 1, "111111111")]
    [InlineData("אבג, car!", 1, "111112221")]
    [InlineData("١٢ אב", 1, "22111")]
    [InlineData("ا 12", 1, "1122")]
    [InlineData("ا 1+2", 1, "11212")]
    [InlineData("א 1+2", 1, "11222")]
    [InlineData("א $12", 1, "11222")]
    [InlineData("123", 0, "000")]
    [InlineData("אֱב", 1, "111")]
    public void Levels_are_those_of_the_algorithm(string text, int level, string levels)
    {
        var bidi = Bidi.Resolve(text);

        Assert.Equal((level, levels), (bidi.Base, string.Concat(bidi.Levels)));
    }

    [Theory]
    [InlineData("a (ב) ג", "0001001")]
    [InlineData("א (b) ג", "1112111")]
    [InlineData("א (b", "1112")]
    [InlineData("a (ב", "0001")]
    [InlineData("א (b) c", "1112112")]
    [InlineData("a ב (ג) d", "001111100")]
    public void Both_brackets_of_a_pair_go_the_same_way(string text, string levels) =>
        Assert.Equal(levels, string.Concat(Bidi.Resolve(text).Levels));

    [Theory]
    [InlineData("car אבג", "car", "אבג")]
    [InlineData("אבג car", "car", "אבג")]
    [InlineData("שלום abc 12 עולם", "עולם", "abc 12", "שלום")]
    public void Runs_stand_in_the_order_in_which_they_are_seen(string text, params string[] seen)
    {
        var line = new Paragraph(text, default).WholeLine();

        Assert.Equal(seen, line.Runs.Select(run => text[run.Run.Start..run.Run.End].Trim()).Where(word => word.Length > 0));
    }

    [Fact]
    public void Glyphs_of_a_run_from_right_to_left_begin_with_its_last_character()
    {
        var run = Assert.Single(new Paragraph("אבג", default).WholeLine().Runs);

        Assert.Equal([2, 1, 0], run.Clusters);
    }
}
