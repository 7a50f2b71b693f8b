using System.Text.RegularExpressions;

namespace Unbraid.Composition.Prompts;

/// <summary>Finds a key in a prompt: "in A minor", "F# major", "B flat", "Am".</summary>
internal static partial class KeyReader
{
    /// <summary>The tonic if one is named, and whether the key is minor if that is said.</summary>
    public static (int? Tonic, bool? Minor) Read(string prompt)
    {
        foreach (var pattern in (Regex[])[WithMode(), Short(), AfterIn()])
        {
            if (pattern.Match(prompt) is { Success: true } match)
            {
                var mode = match.Groups["mode"].Value.ToLowerInvariant();
                bool? minor = mode.StartsWith("maj", StringComparison.Ordinal) ? false : mode.StartsWith('m') ? true : null;
                return (Tonic(match.Groups["note"].Value, match.Groups["sign"].Value), minor);
            }
        }

        return (null, null);
    }

    private static int Tonic(string note, string sign)
    {
        var natural = "c d ef g a b".IndexOf(char.ToLowerInvariant(note[0]), StringComparison.Ordinal);
        var shift = sign.ToLowerInvariant() switch { "#" or "♯" or "sharp" => 1, "b" or "♭" or "flat" => -1, _ => 0 };
        return (natural + shift + 12) % 12;
    }

    [GeneratedRegex(@"(?<![\w#])(?<note>[A-Ga-g])[\s-]{0,2}(?<sign>#|♯|sharp|b|♭|flat)?[\s-]{0,2}(?<mode>major|minor|maj|min)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WithMode();

    [GeneratedRegex(@"(?<![\w#])(?<note>[A-G])(?<sign>#|♯|b|♭)?(?<mode>m)(?![\w#])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"\b(in|key|key of|in the key of)[\s:]{1,2}(?<note>[A-G])[\s-]{0,2}(?<sign>#|♯|sharp|b|♭|flat)?(?<mode>)(?![\w#'])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AfterIn();
}
