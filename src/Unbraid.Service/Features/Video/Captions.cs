using System.Globalization;
using System.Text;

namespace Unbraid.Service.Features.Video;

/// <summary>Writes texts on a picture of 1920x1080 as an Advanced SubStation Alpha script, in which every character may occur.</summary>
/// <remarks>libass finds a font for each character; Inter for those that it has.</remarks>
internal sealed class Captions
{
    /// <summary>libass measures a font from its highest to its lowest point; Inter's em is smaller by this.</summary>
    private const float FontHeight = 1.21f;

    private readonly StringBuilder _script = new(
        $"""
        [Script Info]
        ScriptType: v4.00+
        PlayResX: {Scene.Width}
        PlayResY: {Scene.Height}
        WrapStyle: 2
        ScaledBorderAndShadow: yes

        [V4+ Styles]
        Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
        Style: Default,Inter,40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,4,0,0,0,-1

        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

        """);

    /// <summary>Adds a text that is shown for a time.</summary>
    /// <param name="anchor">Which point of the text lies at the place, as on a number pad: 7 is the upper left corner.</param>
    /// <param name="x">From the left, in pixels.</param>
    /// <param name="y">From the top, in pixels.</param>
    /// <param name="lines">From the top.</param>
    /// <param name="from">Seconds.</param>
    /// <param name="to">Seconds.</param>
    public void Add(int anchor, float x, float y, IEnumerable<CaptionLine> lines, double from = 0, double to = 360_000)
    {
        var text = string.Join(@"\N", lines.Select(Styled));
        _script.AppendLine(CultureInfo.InvariantCulture, $@"Dialogue: 0,{Time(from)},{Time(to)},Default,,0,0,0,,{{\an{anchor}\pos({x},{y})}}{text}");
    }

    public Task SaveAsync(string path, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, _script.ToString(), cancellationToken);

    private static string Styled(CaptionLine line)
    {
        int alpha = (int)MathF.Round(255 * (1 - line.Opacity));
        string look = string.Create(
            CultureInfo.InvariantCulture, $@"{{\fs{line.Size * FontHeight:0.#}\b{(line.Bold ? 1 : 0)}\1a&H{alpha:X2}&}}");
        return look + Escape(line.Text);
    }

    /// <summary>Braces and backslashes mean something to the script: a brace is escaped, a backslash is parted from what follows it.</summary>
    private static string Escape(string text) =>
        string.Concat(text.Select(c => c switch
        {
            '{' => @"\{",
            '}' => @"\}",
            '\\' => "\\\u2060",
            _ when char.IsControl(c) => " ",
            _ => c.ToString(),
        }));

    private static string Time(double seconds)
    {
        long hundredths = (long)Math.Round(seconds * 100);
        return $"{hundredths / 360_000}:{hundredths / 6000 % 60:00}:{hundredths / 100 % 60:00}.{hundredths % 100:00}";
    }
}

/// <summary>A line of text.</summary>
/// <param name="Text">Any characters.</param>
/// <param name="Size">Height of an em, in pixels.</param>
/// <param name="Bold">Bold or regular.</param>
/// <param name="Opacity">0 to 1.</param>
internal readonly record struct CaptionLine(string Text, int Size, bool Bold = false, float Opacity = 1);
