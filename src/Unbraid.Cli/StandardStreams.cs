using Microsoft.Win32.SafeHandles;

namespace Unbraid.Cli;

/// <summary>Sees to it that what is said goes nowhere where the caller has closed the stream, and not into another file, nor ends the process.</summary>
internal static class StandardStreams
{
    private const int Output = 1, Error = 2;
    private const int AccessMask = 3, ReadOnly = 0;

    // Kept for as long as the process lives.
    private static readonly List<SafeFileHandle> s_stand = [];

    /// <summary>Puts /dev/null in the place of those that are closed.</summary>
    public static void Guard()
    {
        if (OperatingSystem.IsWindows())
            return;
        TakeFreeNumbers();
        // One that was closed may by now be the reading end of a pipe of the runtime's.
        if (!IsWritable(Output))
            Console.SetOut(TextWriter.Null);
        if (!IsWritable(Error))
            Console.SetError(TextWriter.Null);
    }

    private static void TakeFreeNumbers()
    {
        // The system gives the lowest free one.
        for (var handle = OpenNull(); ; handle = OpenNull())
        {
            if (handle.DangerousGetHandle() > Error)
            {
                handle.Dispose();
                return;
            }

            s_stand.Add(handle);
        }
    }

    private static SafeFileHandle OpenNull() => File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    private static bool IsWritable(int stream)
    {
        const string Folder = "/proc/self/fdinfo", Row = "flags:";
        try
        {
            var row = File.ReadLines($"{Folder}/{stream}").First(line => line.StartsWith(Row, StringComparison.Ordinal));
            // Octal; the last digit holds the mode of access.
            return (row[^1] - '0' & AccessMask) != ReadOnly;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return !Directory.Exists(Folder);
        }
    }
}
