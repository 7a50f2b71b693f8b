using System.Globalization;

namespace Unbraid.Audio;

/// <summary>What the system allows this process.</summary>
internal static class ProcessLimits
{
    private const string Row = "Max open files";

    /// <summary>Files and connections that may be open at once; null where there is no limit, or the system does not tell (all but Linux).</summary>
    public static long? OpenFiles
    {
        get
        {
            try
            {
                var row = Array.Find(File.ReadAllLines("/proc/self/limits"), line => line.StartsWith(Row, StringComparison.Ordinal));
                return long.TryParse(row?[Row.Length..].TrimStart().Split(' ')[0], CultureInfo.InvariantCulture, out long limit) ? limit : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
