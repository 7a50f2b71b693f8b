using System.Globalization;
using System.Text.RegularExpressions;

namespace Unbraid.Separation.Yaml;

/// <summary>What a word without quotes means: the rules of YAML 1.1 as PyYAML has them, but <c>1e-5</c> is a number, as it is for OmegaConf.</summary>
internal static partial class YamlScalar
{
    public static object? Resolve(string word) => word switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ => Number(word),
    };

    private static object Number(string word)
    {
        if (word.Length > 64 || !(char.IsAsciiDigit(word[0]) || word[0] is '+' or '-' or '.'))
            return word;
        var digits = word.Replace("_", "", StringComparison.Ordinal);
        if (Whole().IsMatch(word))
            return long.TryParse(digits, CultureInfo.InvariantCulture, out var whole) ? (object)whole : double.Parse(digits, CultureInfo.InvariantCulture);
        if (Based().IsMatch(word))
            return Base(digits) ?? (object)word;
        return Real().IsMatch(word) ? double.Parse(digits, CultureInfo.InvariantCulture) : word;
    }

    // 0x1f, 0b101, and 017 with the octal digits that a leading zero means.
    private static long? Base(string digits)
    {
        var negative = digits[0] == '-';
        digits = digits.TrimStart('+', '-');
        var (skip, number) = digits[1] switch { 'x' => (2, 16), 'b' => (2, 2), _ => (1, 8) };
        try
        {
            var value = Convert.ToInt64(digits[skip..], number);
            return negative ? -value : value;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9_]*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?0(x[0-9a-fA-F_]*[0-9a-fA-F]|b[01_]*[01]|[0-7_]*[0-7])$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Based();

    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Real();
}
