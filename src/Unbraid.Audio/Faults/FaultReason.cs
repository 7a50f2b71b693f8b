namespace Unbraid.Audio;

/// <summary>Why something could not be done. Programs decide by it what follows: whose turn it is, and whether another attempt may do.</summary>
public enum FaultReason
{
    /// <summary>The content of a file is not what it would have to be; another attempt ends the same way.</summary>
    Input,

    /// <summary>What was asked for is invalid, or there is no such thing.</summary>
    Request,

    /// <summary>A file or folder that was named is not there.</summary>
    Missing,

    /// <summary>What was asked for exists and is not available here and now: no network, a server that refuses, a licence not agreed to.</summary>
    Unavailable,

    /// <summary>No space on the disk. The first of the machine's faults: all that follow are.</summary>
    DiskFull,

    /// <summary>No space on the disk for this user.</summary>
    DiskQuota,

    /// <summary>A file would become larger than the file system or a limit of the process allows.</summary>
    FileTooLarge,

    /// <summary>The disk, or a part of it, cannot be written at all.</summary>
    ReadOnly,

    /// <summary>The user that the program runs as may not do this.</summary>
    NoPermission,

    /// <summary>The disk, or the network that it is on, failed.</summary>
    DiskError,

    /// <summary>Another program holds it.</summary>
    InUse,

    /// <summary>As many files are open as the process, or the system, may have.</summary>
    OutOfHandles,

    /// <summary>Memory, or the number of processes, is used up.</summary>
    OutOfMemory,

    /// <summary>A program that is needed is not installed or does not start.</summary>
    ToolMissing,

    /// <summary>A program that works for us was ended from outside.</summary>
    ToolKilled,

    /// <summary>A server that is needed, such as a database, cannot be reached just now.</summary>
    Unreachable,
}

/// <summary>What follows from a reason.</summary>
internal static class FaultReasons
{
    /// <summary>Whether the machine is to blame, and neither a file's content nor the request: its operator can mend it.</summary>
    public static bool IsMachine(this FaultReason reason) => reason >= FaultReason.DiskFull;

    /// <summary>Whether the same may go well a little later without anybody doing anything.</summary>
    public static bool IsPassing(this FaultReason reason) =>
        reason is FaultReason.InUse or FaultReason.OutOfHandles or FaultReason.OutOfMemory or FaultReason.ToolKilled or FaultReason.Unreachable;
}
