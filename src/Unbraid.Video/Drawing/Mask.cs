using System.Runtime.InteropServices;
using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>A part of the picture as opacities alone, whose bytes can be sent as they are. Places are in pixels of the whole picture.</summary>
internal sealed class Mask : IDisposable
{
    private readonly SKRectI _part;
    private readonly byte[] _pixels;
    private readonly SKSurface _surface;

    /// <param name="part">Which part.</param>
    public Mask(SKRectI part)
    {
        _part = part;
        _pixels = GC.AllocateArray<byte>(part.Width * part.Height, pinned: true);
        _surface = SKSurface.Create(
            new SKImageInfo(part.Width, part.Height, SKColorType.Alpha8), Marshal.UnsafeAddrOfPinnedArrayElement(_pixels, 0), part.Width);
        _surface.Canvas.Translate(-part.Left, -part.Top);
    }

    public SKCanvas Canvas => _surface.Canvas;

    /// <summary>[height, width], 255 is opaque.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>Pixels of a row.</summary>
    public Span<byte> Row(int left, int y, int width) => _pixels.AsSpan(((y - _part.Top) * _part.Width) + left - _part.Left, width);

    public void Dispose() => _surface.Dispose();
}
