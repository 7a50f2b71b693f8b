using Unbraid.Audio;
using Unbraid.Composition;

namespace Unbraid.Service.Features.Audios;

/// <summary>Titles of songs: one line that is never empty.</summary>
internal static class AudioTitle
{
    private const int MaxLength = 200;
    private const int MaxBorrowed = 60;

    /// <summary>The first candidate that has a character left, or <c>audio</c>.</summary>
    public static string Choose(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (Clean(candidate) is { Length: > 0 } title)
                return title.Length <= MaxLength ? title : Cut(title, MaxLength);
        }

        return "audio";
    }

    /// <summary>A title out of a longer text: whole words from its first line that is not a section tag.</summary>
    public static string? From(string? text)
    {
        var line = text?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '[');
        return line is null || line.Length <= MaxBorrowed ? line : TitleText.Shorten(line, MaxBorrowed);
    }

    /// <summary>Never half of a character that takes two places.</summary>
    private static string Cut(string text, int length) =>
        text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd();

    private static string Clean(string? text) => PlainText.OneLine(text ?? "").Trim();
}
