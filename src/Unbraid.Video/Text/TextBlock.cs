using SkiaSharp;
using Unbraid.Video.Drawing;

namespace Unbraid.Video.Text;

/// <summary>Which point of a block lies at a place.</summary>
internal enum Across { Left, Centre, Right }

/// <inheritdoc cref="Across"/>
internal enum Down { Top, Middle }

/// <summary>Texts beneath each other.</summary>
internal sealed class TextBlock
{
    /// <summary>Height of a line and of what lies above its baseline, in ems: those of Inter.</summary>
    public const float LineHeight = 1.21f, Ascent = 0.969f;

    private readonly List<(TitleLayout Layout, float Opacity, float Gap)> _texts = [];

    private float Height => _texts.Sum(text => text.Gap + (text.Layout.Lines.Count * text.Layout.Size * LineHeight));

    /// <param name="layout">The text.</param>
    /// <param name="opacity">0 to 1.</param>
    /// <param name="gap">Pixels left free above it.</param>
    public void Add(TitleLayout layout, float opacity = 1, float gap = 0) => _texts.Add((layout, opacity, gap));

    /// <summary>Draws it in white.</summary>
    public void Draw(SKCanvas canvas, float x, float y, Across across, Down down)
    {
        // What is read from the right ends together at the right, and yet begins where everything else does.
        float turned = _texts.SelectMany(text => text.Layout.Lines.Where(line => line.RightToLeft).Select(line => line.Width * text.Layout.Size))
            .DefaultIfEmpty().Max();
        float top = down == Down.Middle ? y - (Height / 2) : y;
        foreach (var (layout, opacity, gap) in _texts)
        {
            top += gap;
            foreach (var line in layout.Lines)
            {
                float width = line.Width * layout.Size, free = line.RightToLeft ? turned - width : 0;
                float left = x + (across switch { Across.Left => free, Across.Centre => -width / 2, _ => -width });
                line.Draw(canvas, left, top + (Ascent * layout.Size), layout.Size, Paints.White(opacity));
                top += LineHeight * layout.Size;
            }
        }
    }
}
