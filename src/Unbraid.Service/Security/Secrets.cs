using System.Text.RegularExpressions;

namespace Unbraid.Service.Security;

/// <summary>Keys of others' services in texts that are not ours.</summary>
internal static partial class Secrets
{
    private const string Redacted = "[redacted]";

    /// <summary>The text without whatever looks like a key of a Google API, and without one that is known.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="known">A key to take out whatever it looks like.</param>
    public static string Redact(string text, string? known = null) =>
        KeyLike().Replace(string.IsNullOrEmpty(known) ? text : text.Replace(known, Redacted, StringComparison.Ordinal), Redacted);

    [GeneratedRegex(@"AIza[\w-]*|AQ\.[\w-]{4,}|(?i:\bkey=[^\s&""']+|\bBearer\s+[\w.~+/=-]{8,})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyLike();
}
