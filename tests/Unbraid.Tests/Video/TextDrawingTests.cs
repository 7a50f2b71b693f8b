using SkiaSharp;
using Unbraid.Video.Drawing;
using Unbraid.Video.Text;
using Xunit;

namespace Unbraid.Tests.Video;

public class TextDrawingTests
{
    private const int Width = 400, Height = 100;

    [Fact]
    public void Emoji_are_drawn_in_colour_and_letters_are_not()
    {
        ShapingTests.SkipWithoutEmoji();

        Assert.Contains(Pixels(Draw("🔥", default, 20)), IsColourful);
        Assert.DoesNotContain(Pixels(Draw("Fire", default, 20)), IsColourful);
    }

    [Theory]
    [InlineData(nameof(Across.Left), 200, 200, 400)]
    [InlineData(nameof(Across.Centre), 200, 100, 300)]
    [InlineData(nameof(Across.Right), 200, 0, 200)]
    public void A_block_lies_at_its_place(string across, int x, int left, int right)
    {
        var columns = Columns(Draw("Song", default, x, Enum.Parse<Across>(across))).ToList();

        Assert.NotEmpty(columns);
        Assert.InRange(columns.Min(), left, right);
        Assert.InRange(columns.Max(), left, right);
    }

    [Fact]
    public void Lines_that_are_read_from_the_right_end_together_at_the_right()
    {
        var layout = new TitleLayout([new Paragraph("שלום שלום", default).WholeLine(), new Paragraph("אב", default).WholeLine()], 40);
        var pixels = Draw(layout, 10, Across.Left);

        var first = Columns(pixels, 0, 45).ToList();
        var second = Columns(pixels, 52, 90).ToList();
        Assert.InRange(first.Min(), 8, 16);
        Assert.InRange(second.Max() - first.Max(), -4, 4);
        Assert.True(second.Min() > first.Min() + 40);
    }

    [Fact]
    public void What_has_no_bold_face_is_made_bolder()
    {
        Assert.SkipUnless(new Paragraph("東", default).WholeLine().Runs.SelectMany(run => run.Ids).All(id => id != 0), "No font with Chinese is installed.");

        Assert.True(Ink(Draw("東京", new(Bold: true), 20)) > 1.05 * Ink(Draw("東京", default, 20)));
    }

    private static byte[] Draw(string text, TextStyle style, float x, Across across = Across.Left) =>
        Draw(new TitleLayout([new Paragraph(text, style).WholeLine()], 40), x, across);

    private static byte[] Draw(TitleLayout layout, float x, Across across) => StillPicture.Draw(
        new(0, 0, Width, Height), canvas =>
        {
            canvas.Clear(SKColors.Black);
            var block = new TextBlock();
            block.Add(layout);
            block.Draw(canvas, x, 0, across, Down.Top);
        });

    private static IEnumerable<(byte R, byte G, byte B)> Pixels(byte[] rgb0) => rgb0.Chunk(4).Select(pixel => (pixel[0], pixel[1], pixel[2]));

    /// <summary>Far from grey.</summary>
    private static bool IsColourful((byte R, byte G, byte B) pixel) =>
        Math.Max(pixel.R, Math.Max(pixel.G, pixel.B)) - Math.Min(pixel.R, Math.Min(pixel.G, pixel.B)) > 100;

    private static double Ink(byte[] rgb0) => Pixels(rgb0).Sum(pixel => (double)pixel.G);

    /// <summary>Columns in which something is drawn between two rows.</summary>
    private static IEnumerable<int> Columns(byte[] rgb0, int top = 0, int bottom = Height) =>
        Enumerable.Range(0, Width).Where(x => Enumerable.Range(top, bottom - top).Any(y => rgb0[4 * ((y * Width) + x)] > 60));
}
