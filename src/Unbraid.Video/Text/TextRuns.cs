using System.Globalization;
using HarfBuzzSharp;

namespace Unbraid.Video.Text;

/// <summary>How a text is set.</summary>
/// <param name="Bold">Bold or regular.</param>
/// <param name="TabularDigits">Whether all digits are equally wide.</param>
internal readonly record struct TextStyle(bool Bold = false, bool TabularDigits = false);

/// <summary>A stretch of a text that goes through HarfBuzz at once: one direction, one script, one font.</summary>
internal readonly record struct TextRun(int Start, int End, byte Level, Script Script, Typeface Face);

internal static class TextRuns
{
    /// <summary>Cuts a text, in its own order, where direction, script or font change.</summary>
    public static List<TextRun> Of(string text, byte[] levels, TextStyle style)
    {
        var runs = new List<TextRun>();
        var script = FirstScript(text);
        Typeface? face = null;
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = start + StringInfo.GetNextTextElementLength(text, start);
            script = ScriptOf(text, start) ?? script;
            // A space belongs to the word before it, whose font need not be left for it.
            if (face is null || !char.IsWhiteSpace(text[start]) || face.IsColour)
                face = FontShelf.Installed.For(text[start..end], style.Bold);
            if (face is null)
                return [];
            var run = new TextRun(start, end, levels[start], script, face);
            if (runs.Count > 0 && runs[^1] is var last && last with { End = end } == run with { Start = last.Start })
                runs[^1] = last with { End = end };
            else
                runs.Add(run);
        }

        return runs;
    }

    private static Script FirstScript(string text)
    {
        for (int at = 0; at < text.Length; at += StringInfo.GetNextTextElementLength(text, at))
        {
            if (ScriptOf(text, at) is { } script)
                return script;
        }

        return Script.Common;
    }

    /// <summary>Null for what goes with any script.</summary>
    private static Script? ScriptOf(string text, int at)
    {
        int codepoint = char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text, at) : text[at];
        var script = UnicodeFunctions.Default.GetScript(codepoint);
        return script == Script.Common || script == Script.Inherited || script == Script.Unknown ? null : script;
    }
}
