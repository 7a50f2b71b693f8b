using SkiaSharp;
using Unbraid.Audio;
using Unbraid.Video.Drawing;
using Unbraid.Video.Sound;
using Unbraid.Video.Text;

namespace Unbraid.Video.Templates;

/// <summary>A panel with cover, title and waveform; the waveform is lit as far as it has been played, with a head where it is.</summary>
internal sealed class PlayerTemplate : MovingTemplate
{
    private const int Left = 184, Right = Width - Left, CoverSide = 400, HeadingLeft = 648;

    private const int Top = 648, WaveHeight = 200, Pitch = 8, BarWidth = 5, Bars = (Right - Left) / Pitch;

    private const int HeadWidth = 4, TimeTop = 872;

    private readonly VideoSong _song;
    private readonly SKImage _cover;
    private readonly SKRect[] _bars;
    private readonly RunningTime _time = new(Left, TimeTop);
    private readonly Mask _whole = new(new(Left, Top, Right, Top + WaveHeight));
    private int _played = Left;

    private PlayerTemplate(VideoSong song, SKImage cover, IReadOnlyList<float> heights)
    {
        (_song, _cover, _bars) = (song, cover, [.. heights.Select(Bar)]);
        DrawBars(_whole.Canvas, Paints.White());
    }

    public override SKRectI Moving { get; } = new(Left, Top, Right, 912);

    /// <summary>Reads the whole sound.</summary>
    /// <exception cref="AudioException">It cannot be decoded.</exception>
    public static async Task<PlayerTemplate> ReadAsync(VideoSong song, SKImage cover, CancellationToken cancellationToken) =>
        new(song, cover, await WaveformBars.ReadAsync(song.SoundPath, Bars, song.Frames, cancellationToken));

    public override void DrawStill(SKCanvas canvas)
    {
        Backdrop.Draw(canvas, _cover);
        Panel.Draw(canvas, new(Margin, Margin, Width - Margin, Height - Margin));
        CoverTile.Draw(canvas, _cover, Left, Left, CoverSide);
        Heading.Of(_song, Right - HeadingLeft).Draw(canvas, HeadingLeft, Left + (CoverSide / 2), Across.Left, Down.Middle);
        DrawBars(canvas, Paints.White(0.28f));
        RunningTime.Text(_song.Seconds).Draw(canvas, Right, TimeTop, Across.Right, Down.Top);
    }

    public override void DrawLit(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        Accents.Of(_cover).Draw(canvas, new(Left, Top, Right, Top + WaveHeight), towardsWhite: 0.55f);
    }

    public override ValueTask DrawMaskAsync(Mask mask, Moment now, CancellationToken cancellationToken)
    {
        float head = Left + ((float)now.Share * (Right - Left - HeadWidth));
        Play(mask, (int)head);
        mask.Canvas.DrawRoundRect(SKRect.Create(head, Top, HeadWidth, WaveHeight), HeadWidth / 2f, HeadWidth / 2f, Paints.White());
        _time.Draw(mask.Canvas, now.Seconds);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _whole.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Lights what was played since the picture before, in place of the head.</summary>
    private void Play(Mask mask, int to)
    {
        for (int y = Top; y < Top + WaveHeight; y++)
        {
            _whole.Row(_played, y, to - _played).CopyTo(mask.Row(_played, y, to - _played));
            mask.Row(to, y, Math.Min(HeadWidth + 1, Right - to)).Clear();
        }

        _played = to;
    }

    private void DrawBars(SKCanvas canvas, SKPaint paint)
    {
        foreach (var bar in _bars)
            canvas.DrawRoundRect(bar, BarWidth / 2f, BarWidth / 2f, paint);
    }

    private static SKRect Bar(float height, int number)
    {
        float size = BarWidth + ((WaveHeight - BarWidth) * height);
        return SKRect.Create(Left + (number * Pitch) + 1, Top + ((WaveHeight - size) / 2), BarWidth, size);
    }
}
