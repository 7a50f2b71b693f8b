using System.ComponentModel;

namespace Unbraid.Audio;

/// <summary>The errors of operating systems, in one table: their numbers, their words, and the reason they stand for.</summary>
internal static class SystemErrors
{
    /// <summary>.NET puts errno into <see cref="Exception.HResult"/> as it is, and errors of Windows with this before them.</summary>
    private const int WindowsFacility = unchecked((int)0x80070000);

    private static readonly Entry[] s_table =
    [
        new(FaultReason.DiskFull, "No space left on device", 28, Windows: [112, 39]),
        new(FaultReason.DiskQuota, "Disk quota exceeded", 122, Mac: 69, Windows: [1295]),
        new(FaultReason.FileTooLarge, "File too large", 27, Windows: [223]),
        new(FaultReason.ReadOnly, "Read-only file system", 30, Windows: [19]),
        new(FaultReason.NoPermission, "Permission denied", 13, Windows: [5]),
        new(FaultReason.NoPermission, "Operation not permitted", 1),
        new(FaultReason.DiskError, "Input/output error", 5, Windows: [1117, 23]),
        new(FaultReason.DiskError, "No such device", 19, Windows: [433]),
        new(FaultReason.DiskError, "Stale file handle", 116, Mac: 70),
        new(FaultReason.DiskError, "Transport endpoint is not connected", 107, Mac: 57),
        new(FaultReason.InUse, "Device or resource busy", 16, Windows: [32, 33]),
        new(FaultReason.InUse, "Resource temporarily unavailable", 11, Mac: 35),
        new(FaultReason.InUse, "Text file busy", 26),
        new(FaultReason.OutOfHandles, "Too many open files", 24, Windows: [4]),
        new(FaultReason.OutOfHandles, "Too many open files in system", 23),
        new(FaultReason.OutOfMemory, "Cannot allocate memory", 12, Windows: [8, 14]),
        new(FaultReason.Missing, "No such file or directory", 2, Windows: [2, 3]),
        new(FaultReason.Missing, "Not a directory", 20),
        new(FaultReason.Request, "File name too long", 36, Mac: 63, Windows: [206]),
        new(FaultReason.Request, "Is a directory", 21),
    ];

    /// <summary>The reason of an exception, or of what caused it; null where it is no fault that is known, which is to say a bug.</summary>
    public static FaultReason? ReasonOf(Exception? exception) => exception switch
    {
        null => null,
        IFault fault => fault.Reason,
        OutOfMemoryException => FaultReason.OutOfMemory,
        Win32Exception error => OfNumber(error.NativeErrorCode),
        UnauthorizedAccessException => ReasonOf(exception.InnerException) ?? FaultReason.NoPermission,
        IOException => OfNumber(exception.HResult) ?? ReasonOf(exception.InnerException),
        _ => ReasonOf(exception.InnerException),
    };

    /// <summary>The reason why a file could not be written; null where the exception is about something else.</summary>
    public static FaultReason? OfWriting(Exception exception) => exception switch
    {
        IFault fault => fault.Reason,
        ArgumentOutOfRangeException { ParamName: "value" } => FaultReason.FileTooLarge, // what .NET makes of EFBIG
        IOException or UnauthorizedAccessException => ReasonOf(exception) ?? FaultReason.DiskError,
        _ => null,
    };

    /// <summary>The reason in what another program says; null if it names none.</summary>
    public static FaultReason? InText(string text) =>
        Array.Find(s_table, entry => text.Contains(entry.Words, StringComparison.Ordinal))?.Reason;

    /// <summary>A reason of the machine's as the end of a sentence, with the remedy and without a name; null for the others.</summary>
    public static string? Phrase(FaultReason reason) => reason switch
    {
        FaultReason.DiskFull => "the disk is full; free some space and try again",
        FaultReason.DiskQuota => "the disk is full up to your quota; free some space and try again",
        FaultReason.FileTooLarge => "it would be larger than files may be here; see 'ulimit -f', or choose another disk",
        FaultReason.ReadOnly => "the disk is read-only; choose another folder",
        FaultReason.NoPermission => "there is no permission; check the permissions",
        FaultReason.DiskError => "the disk reports an error; check it",
        FaultReason.InUse => "another program is using it; try again when that has ended",
        FaultReason.OutOfHandles => "too many files are open; raise the limit with 'ulimit -n' and try again",
        FaultReason.OutOfMemory => "there is not enough memory; end other programs and try again",
        _ => null,
    };

    private static FaultReason? OfNumber(int number)
    {
        int windows = (number & unchecked((int)0xFFFF0000)) == WindowsFacility ? number & 0xFFFF : 0;
        return Array.Find(s_table, entry => windows != 0 ? entry.Windows?.Contains(windows) == true : entry.Errno == number)?.Reason;
    }

    /// <param name="Reason">What it stands for.</param>
    /// <param name="Words">As the C library says it, which is also what ffmpeg says.</param>
    /// <param name="Linux">errno.</param>
    /// <param name="Mac">errno of macOS, where it differs.</param>
    /// <param name="Windows">Error codes of Windows.</param>
    private sealed record Entry(FaultReason Reason, string Words, int Linux, int? Mac = null, int[]? Windows = null)
    {
        public int Errno => OperatingSystem.IsMacOS() ? Mac ?? Linux : Linux;
    }
}
