using SkiaSharp;
using Unbraid.Video.Drawing;
using Unbraid.Video.Text;

namespace Unbraid.Video.Templates;

/// <summary>The time that has been played, in digits that do not move when they change.</summary>
/// <param name="left">Where it begins.</param>
/// <param name="top">Where its line begins.</param>
internal sealed class RunningTime(int left, int top)
{
    private const int Size = 30;

    /// <summary>Width of a place that holds hours too.</summary>
    private const int Width = 240;

    private const float Opacity = 0.82f;

    private long _shown = -1;

    /// <summary>A time as minutes and seconds, or hours where there are any.</summary>
    public static TextBlock Text(double seconds)
    {
        long whole = (long)seconds;
        var text = whole < 3600 ? $"{whole / 60}:{whole % 60:00}" : $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}";
        var block = new TextBlock();
        block.Add(new TitleLayout([new Paragraph(text, new(TabularDigits: true)).WholeLine()], Size), Opacity);
        return block;
    }

    /// <summary>Draws the time where it has changed.</summary>
    public void Draw(SKCanvas canvas, double seconds)
    {
        if ((long)seconds == _shown)
            return;
        _shown = (long)seconds;
        canvas.DrawRect(left, top, Width, TextBlock.LineHeight * Size, Paints.Clear);
        Text(seconds).Draw(canvas, left, top, Across.Left, Down.Top);
    }
}
