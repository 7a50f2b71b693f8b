using SkiaSharp;

namespace Unbraid.Video.Text;

/// <summary>A line of text that can be drawn.</summary>
/// <param name="Text">What it says, in its own order.</param>
/// <param name="RightToLeft">Whether a reader begins at its right.</param>
/// <param name="Bold">Bold or regular.</param>
/// <param name="Runs">From left to right.</param>
internal sealed record TextLine(string Text, bool RightToLeft, bool Bold, IReadOnlyList<ShapedRun> Runs)
{
    /// <summary>In ems.</summary>
    public float Width { get; } = Runs.Sum(run => run.Width);

    /// <param name="canvas">The picture.</param>
    /// <param name="x">Its left end, in pixels.</param>
    /// <param name="baseline">In pixels.</param>
    /// <param name="size">Height of an em, in pixels.</param>
    /// <param name="paint">In which colour; glyphs that have colours of their own take its opacity.</param>
    public void Draw(SKCanvas canvas, float x, float baseline, float size, SKPaint paint)
    {
        using var builder = new SKTextBlobBuilder();
        foreach (var run in Runs)
        {
            using var font = run.Run.Face.At(size, Bold);
            builder.AddPositionedRun(run.Ids, font, [.. run.Places.Select(place => new SKPoint(x + (place.X * size), place.Y * size))]);
            x += run.Width * size;
        }

        using var blob = builder.Build();
        if (blob is not null)
            canvas.DrawText(blob, 0, baseline, paint);
    }
}
