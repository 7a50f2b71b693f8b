using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>
/// Bars with round ends, of one width, whose heights change all the time: their upper end is drawn once for every sixteenth of a pixel, and its rows
/// are copied. That is ten times as fast as drawing so many round shapes in each picture.
/// </summary>
internal sealed class BarSprite
{
    private const int Phases = 16;

    private readonly int _width, _end;
    private readonly byte[][] _ends;

    /// <param name="width">In pixels, even.</param>
    public BarSprite(int width)
    {
        (_width, _end) = (width, (width / 2) + 1);
        _ends = [.. Enumerable.Range(0, Phases).Select(phase => End((float)phase / Phases))];
    }

    /// <summary>Draws a bar over the one before.</summary>
    /// <param name="mask">Where.</param>
    /// <param name="left">Of the bar.</param>
    /// <param name="before">The top of the bar before; its foot where there was none.</param>
    /// <param name="top">Of the bar, no lower than its width above its foot.</param>
    /// <param name="foot">Of the bar.</param>
    public void Draw(Mask mask, int left, float before, float top, int foot)
    {
        int first = (int)top;
        var end = _ends[(int)((top - first) * Phases)].AsSpan();
        for (int y = (int)before; y < first; y++)
            mask.Row(left, y, _width).Clear();
        for (int i = 0; i < _end; i++)
            end.Slice(i * _width, _width).CopyTo(mask.Row(left, first + i, _width));
        for (int y = first + _end; y < Math.Min((int)before, foot) + _end && y < foot - _end; y++)
            mask.Row(left, y, _width).Fill(255);
        for (int i = 0; i < _end && foot - 1 - i >= first + _end; i++)
            _ends[0].AsSpan(i * _width, _width).CopyTo(mask.Row(left, foot - 1 - i, _width));
    }

    private byte[] End(float top)
    {
        using var mask = new Mask(new(0, 0, _width, _end));
        mask.Canvas.DrawRoundRect(SKRect.Create(0, top, _width, 4 * _width), _width / 2f, _width / 2f, Paints.White());
        return mask.Pixels.ToArray();
    }
}
