using System.Globalization;

namespace Unbraid.Service;

/// <summary>How many files and connections the process may have open at once.</summary>
internal static class HandleLimit
{
    /// <summary>Libraries, the database, files of running tasks and pipes of their children, and some hundred connections.</summary>
    private const int Enough = 1024;

    private const string Row = "Max open files";

    /// <summary>A sentence for the operator if the limit is low, else null.</summary>
    public static string? Complaint() => Read() is { } limit and < Enough
        ? $"Only {limit} files and connections may be open at once, and {Enough} should be: under load some requests and tasks will fail. Raise it with 'ulimit -n {Enough}', or LimitNOFILE of systemd."
        : null;

    /// <summary>The limit that counts, or null where the system does not tell or there is none.</summary>
    private static int? Read()
    {
        try
        {
            var row = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(Row, StringComparison.Ordinal));
            return int.TryParse(row[Row.Length..].TrimStart().Split(' ')[0], CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
