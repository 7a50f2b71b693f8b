using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Unbraid.Video.Text;

/// <summary>Glyphs of a run from left to right.</summary>
/// <param name="Run">What they are of.</param>
/// <param name="Ids">In the font of the run.</param>
/// <param name="Places">From the start of the run's baseline, in ems.</param>
/// <param name="Advances">How far each moves what follows, in ems.</param>
/// <param name="Clusters">The char of the text that each begins with.</param>
internal sealed record ShapedRun(TextRun Run, ushort[] Ids, SKPoint[] Places, float[] Advances, int[] Clusters)
{
    /// <summary>In ems.</summary>
    public float Width => Advances.Sum();
}

/// <summary>Finds glyphs and their places, by HarfBuzz.</summary>
internal static class Shaper
{
    private static readonly Feature s_tabular = new(Tag.Parse("tnum"));

    public static ShapedRun Shape(string text, TextRun run, TextStyle style)
    {
        using var buffer = new Buffer { Direction = run.Level % 2 == 0 ? Direction.LeftToRight : Direction.RightToLeft, Script = run.Script };
        buffer.AddUtf16(text, run.Start, run.End - run.Start);
        run.Face.Shaping.Shape(buffer, style.TabularDigits ? [s_tabular] : []);

        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var shaped = new ShapedRun(run, new ushort[infos.Length], new SKPoint[infos.Length], new float[infos.Length], new int[infos.Length]);
        float x = 0;
        for (int i = 0; i < infos.Length; i++)
        {
            shaped.Ids[i] = (ushort)infos[i].Codepoint;
            shaped.Places[i] = new(x + InEms(positions[i].XOffset), -InEms(positions[i].YOffset));
            shaped.Advances[i] = InEms(positions[i].XAdvance);
            shaped.Clusters[i] = (int)infos[i].Cluster;
            x += shaped.Advances[i];
        }

        return shaped;
    }

    private static float InEms(int units) => (float)units / Typeface.Em;
}
