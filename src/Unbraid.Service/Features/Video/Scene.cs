namespace Unbraid.Service.Features.Video;

/// <summary>
/// The layers of a video: a still picture, and for some a part of it in a second light, of which a mask shows more or less from frame
/// to frame.
/// </summary>
internal sealed class Scene
{
    public const int Width = 1920, Height = 1080, Margin = 120;

    private Scene(Canvas picture, MovingPart? moving)
    {
        Picture = picture;
        Moving = moving;
    }

    public Canvas Picture { get; }

    public MovingPart? Moving { get; }

    /// <summary>Spectrum bars over the whole width, with the progress beneath.</summary>
    public static Scene Modern(Canvas cover)
    {
        var picture = Backdrop.Paint(cover);
        Tile(picture, cover, Margin, Margin, 432);
        var (x, y, width, height) = (Margin, 592, SpectrumMask.Width, SpectrumMask.Height);
        foreach (var bar in SpectrumMask.Bars)
            picture.Fill(bar with { X = bar.X + x, Y = y + SpectrumMask.Baseline - bar.Width, Height = bar.Width }, Colour.White, 0.16f);
        picture.Fill(SpectrumMask.Progress with { X = x, Y = SpectrumMask.Progress.Y + y }, Colour.White, 0.2f);
        return new(picture, new(Lit(cover, width, height, towardsWhite: 0.85f), x, y));
    }

    /// <summary>A panel with the waveform, on which a head moves.</summary>
    public static Scene Player(Canvas cover, WaveformMask waveform)
    {
        var picture = Backdrop.Paint(cover);
        var panel = new RoundedBox(Margin, Margin, Width - (2 * Margin), Height - (2 * Margin), 40);
        picture.Shade(panel with { Y = panel.Y + 16 }, 70, 0.35f);
        picture.Fill(panel, Colour.White, 0.09f);
        Tile(picture, cover, 184, 184, 400);
        var (x, y) = (184, 648);
        foreach (var bar in waveform.Bars)
            picture.Fill(bar with { X = bar.X + x, Y = bar.Y + y }, Colour.White, 0.28f);
        return new(picture, new(Lit(cover, WaveformMask.Width, WaveformMask.Height, towardsWhite: 0.55f), x, y));
    }

    /// <summary>The cover in the middle.</summary>
    public static Scene Simple(Canvas cover)
    {
        var picture = Backdrop.Paint(cover);
        Tile(picture, cover, (Width - 600) / 2, 108, 600);
        return new(picture, null);
    }

    private static void Tile(Canvas picture, Canvas cover, int x, int y, int side)
    {
        var box = new RoundedBox(x, y, side, side, side / 16f);
        picture.Shade(box with { Y = y + (side / 18f) }, side / 7f, 0.55f);
        picture.Fill(box, (px, py) => cover.Sample((px - x + 0.5f) / side, (py - y + 0.5f) / side, side));
    }

    /// <summary>The accent colours of the cover from left to right, brighter towards the top.</summary>
    private static Canvas Lit(Canvas cover, int width, int height, float towardsWhite)
    {
        var (left, right) = Backdrop.Accents(cover);
        var lit = new Canvas(width, height);
        lit.Paint((x, y) => left.Mix(right, (float)x / width).Mix(Colour.White, towardsWhite * (1 - ((float)y / height))));
        return lit;
    }
}

/// <summary>The part of the picture that changes: how it looks where the mask is full, and where it lies. All even, as chroma is halved.</summary>
internal sealed record MovingPart(Canvas Lit, int X, int Y);
