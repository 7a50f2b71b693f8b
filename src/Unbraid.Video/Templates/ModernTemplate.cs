using SkiaSharp;
using Unbraid.Audio;
using Unbraid.Video.Drawing;
using Unbraid.Video.Sound;
using Unbraid.Video.Text;

namespace Unbraid.Video.Templates;

/// <summary>Spectrum bars over the whole width beneath cover and title, and a line that fills as the song is played.</summary>
internal sealed class ModernTemplate : MovingTemplate
{
    private const int Right = Width - Margin, CoverSide = 432, HeadingLeft = 624;

    /// <summary>Of the bars: the middle of a bar's foot lies half its width above <see cref="Foot"/>.</summary>
    private const int Bars = 84, Pitch = (Right - Margin) / Bars, BarWidth = 14, Top = 592, Foot = 892;

    private const int LineTop = 946, LineHeight = 6, TimeTop = 980;

    private readonly VideoSong _song;
    private readonly SKImage _cover;
    private readonly SpectrumReader _spectrum;
    private readonly RunningTime _time = new(Margin, TimeTop);
    private readonly BarSprite _bar = new(BarWidth);
    private readonly float[] _levels = new float[Bars], _tops = [.. Enumerable.Repeat((float)Foot, Bars)];

    private ModernTemplate(VideoSong song, SKImage cover, SpectrumReader spectrum) => (_song, _cover, _spectrum) = (song, cover, spectrum);

    public override SKRectI Moving { get; } = new(Margin, Top, Right, 1024);

    /// <exception cref="AudioException">The sound cannot be decoded.</exception>
    public static async Task<ModernTemplate> OpenAsync(VideoSong song, SKImage cover, double picturesPerSecond, CancellationToken cancellationToken) =>
        new(song, cover, await SpectrumReader.OpenAsync(song.SoundPath, Bars, picturesPerSecond, cancellationToken));

    public override void DrawStill(SKCanvas canvas)
    {
        Backdrop.Draw(canvas, _cover);
        CoverTile.Draw(canvas, _cover, Margin, Margin, CoverSide);
        Heading.Of(_song, Right - HeadingLeft).Draw(canvas, HeadingLeft, Margin + (CoverSide / 2), Across.Left, Down.Middle);
        for (int bar = 0; bar < Bars; bar++)
            canvas.DrawRoundRect(Bar(bar, level: 0), BarWidth / 2f, BarWidth / 2f, Paints.White(0.16f));
        canvas.DrawRoundRect(Line(Right - Margin), LineHeight / 2f, LineHeight / 2f, Paints.White(0.2f));
        RunningTime.Text(_song.Seconds).Draw(canvas, Right, TimeTop, Across.Right, Down.Top);
    }

    public override void DrawLit(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        Accents.Of(_cover).Draw(canvas, new(Margin, Top, Right, LineTop + LineHeight), towardsWhite: 0.85f);
    }

    public override async ValueTask DrawMaskAsync(Mask mask, Moment now, CancellationToken cancellationToken)
    {
        await _spectrum.NextAsync(_levels, cancellationToken);
        for (int number = 0; number < Bars; number++)
        {
            var bar = Bar(number, _levels[number]);
            _bar.Draw(mask, (int)bar.Left, _tops[number], bar.Top, Foot);
            _tops[number] = bar.Top;
        }

        mask.Canvas.DrawRoundRect(Line((float)now.Share * (Right - Margin)), LineHeight / 2f, LineHeight / 2f, Paints.White());
        _time.Draw(mask.Canvas, now.Seconds);
    }

    public override async ValueTask DisposeAsync()
    {
        await _spectrum.DisposeAsync();
        await base.DisposeAsync();
    }

    private static SKRect Bar(int number, float level)
    {
        float left = Margin + (number * Pitch) + ((Pitch - BarWidth) / 2);
        return new(left, Foot - BarWidth - (level * (Foot - BarWidth - Top)), left + BarWidth, Foot);
    }

    private static SKRect Line(float length) => SKRect.Create(Margin, LineTop, Math.Max(length, LineHeight), LineHeight);
}
