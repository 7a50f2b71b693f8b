using SkiaSharp;
using Unbraid.Video.Drawing;
using Unbraid.Video.Text;

namespace Unbraid.Video.Templates;

/// <summary>The cover in the middle, with the title beneath it.</summary>
internal sealed class SimpleTemplate(VideoSong song, SKImage cover) : Template
{
    private const int CoverSide = 600, CoverTop = 108, HeadingTop = 768, HeadingWidth = 1560;

    public override void DrawStill(SKCanvas canvas)
    {
        Backdrop.Draw(canvas, cover);
        CoverTile.Draw(canvas, cover, (Width - CoverSide) / 2, CoverTop, CoverSide);
        Heading.Of(song, HeadingWidth).Draw(canvas, Width / 2, HeadingTop, Across.Centre, Down.Top);
    }
}
