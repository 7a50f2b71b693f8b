using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Unbraid.Service;

/// <summary>Reads <see cref="ServiceOptions"/> from environment variables.</summary>
internal static partial class EnvironmentSettings
{
    private const int MaxDurationCount = 1_000_000;

    public static ServiceOptions Read(Func<string, string?> variable)
    {
        var options = new ServiceOptions();
        foreach (var property in typeof(ServiceOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = VariableName(property.Name);
            if (variable(name) is { Length: > 0 } text)
                property.SetValue(options, Parse(name, text, property.PropertyType));
        }

        return options;
    }

    public static string VariableName(string property) => "UNBRAID_" + WordStart().Replace(property, "_").ToUpperInvariant();

    private static object Parse(string name, string text, Type type)
    {
        object? value =
            type == typeof(string) ? text
            : type == typeof(bool) ? Truth(text)
            : type == typeof(int) ? Positive(text)
            : type == typeof(long) ? Size(text)
            : type == typeof(TimeSpan) ? Duration(text)
            : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return value ?? throw new ServiceException($"{name} is \"{text}\", which is not {Expected(type)}.");
    }

    private static string Expected(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a positive whole number"
        : type == typeof(long) ? "a size such as 64KB, 200MB or 1GB"
        : "a time such as 90s, 15m, 24h or 30d";

    private static bool? Truth(string text) => bool.TryParse(text, out var truth) ? truth : null;

    private static int? Positive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static long? Size(string text)
    {
        var match = SizePattern().Match(text);
        var unit = match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "KB" => 1_000L,
            "MB" => 1_000_000L,
            "GB" => 1_000_000_000L,
            _ => 1L,
        };
        return Positive(match.Groups["number"].Value) * unit;
    }

    private static TimeSpan? Duration(string text)
    {
        var match = DurationPattern().Match(text);
        var unit = match.Groups["unit"].Value switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        return Positive(match.Groups["number"].Value) is { } number and <= MaxDurationCount ? number * unit : null;
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();

    [GeneratedRegex(
        "^(?<number>[0-9]+)(?<unit>|B|KB|MB|GB)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizePattern();

    [GeneratedRegex("^(?<number>[0-9]+)(?<unit>[smhd])$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();
}
