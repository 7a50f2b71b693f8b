using System.Globalization;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Settings;

/// <summary>How values of settings are written: <c>90s</c>, <c>200MB</c>, <c>true</c>, lists with commas.</summary>
internal static partial class SettingText
{
    private static readonly (string Name, long Size)[] s_sizes =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];

    private static readonly (string Name, long Size)[] s_times =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>The value, or null if the text is none of this type.</summary>
    public static object? Parse(string text, Type type) =>
        type == typeof(string) ? text
        : type == typeof(bool) ? bool.TryParse(text, out var truth) ? truth : null
        : type == typeof(int) ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null
        : type == typeof(long) ? Size(text)
        : type == typeof(TimeSpan) ? Time(text)
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Format(object? value) => value switch
    {
        null => "",
        true => "true",
        false => "false",
        long size => InLargest(s_sizes, size),
        TimeSpan time => InLargest(s_times, time.Ticks),
        IEnumerable<string> list => string.Join(",", list),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>What a value of this type must be, after "is not".</summary>
    public static string Expected(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type == typeof(long) ? "a size such as 64KB, 200MB or 1GB"
        : "a time such as 90s, 15m, 24h or 30d";

    /// <summary>In the largest unit of which it is a whole number.</summary>
    private static string InLargest((string Name, long Size)[] units, long value)
    {
        var unit = Array.Find(units, unit => value % unit.Size == 0);
        return unit.Name is null ? $"{(double)value / units[^1].Size}{units[^1].Name}" : $"{value / unit.Size}{unit.Name}";
    }

    private static long? Size(string text) => Whole(SizePattern().Match(text), s_sizes);

    private static TimeSpan? Time(string text) => Whole(TimePattern().Match(text), s_times) is { } ticks ? new TimeSpan(ticks) : null;

    private static long? Whole(Match match, (string Name, long Size)[] units)
    {
        var unit = Array.Find(units, unit => unit.Name.Equals(match.Groups["unit"].Value, StringComparison.OrdinalIgnoreCase)).Size;
        unit = Math.Max(unit, 1); // a size without a unit is in bytes
        return long.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue / unit
            ? number * unit
            : null;
    }

    [GeneratedRegex(
        "^(?<number>[0-9]+)(?<unit>|B|KB|MB|GB|TB)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizePattern();

    [GeneratedRegex("^(?<number>[0-9]+)(?<unit>[smhd])$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimePattern();
}
