using Unbraid.Audio;

namespace Unbraid.Service.Http;

/// <summary>What clients are told when the machine is to blame: that, and whether to come again; names and paths are for the log.</summary>
internal static class MachineFaults
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    /// <summary>The answer to a fault of the machine's, or null where it is none.</summary>
    public static Refusal? Explain(FaultReason? reason) => reason switch
    {
        FaultReason.DiskFull or FaultReason.DiskQuota => new(StatusCodes.Status507InsufficientStorage, "The server's disk is full; try again later."),
        FaultReason.FileTooLarge => new(StatusCodes.Status507InsufficientStorage, "The server cannot store a file that large."),
        FaultReason.ReadOnly or FaultReason.NoPermission => Unavailable("The server's storage cannot be written; its operator finds the reason in the log."),
        FaultReason.DiskError => Unavailable("The server's disk reports an error; its operator finds it in the log."),
        FaultReason.InUse => Passing("The server's database is in use by another program; try again in a few seconds."),
        FaultReason.Unreachable => Passing("The server's database cannot be reached just now; try again in a few seconds."),
        FaultReason.OutOfHandles => Passing("The server has as many files and connections open as it may; try again in a few seconds."),
        FaultReason.OutOfMemory => Passing("The server has no memory left; try again in a few seconds."),
        FaultReason.ToolMissing => Unavailable("A program that this needs does not start on the server; its operator finds it in the log."),
        FaultReason.ToolKilled => Passing("A program that works for the server was ended from outside; try again."),
        _ => null,
    };

    private static Refusal Unavailable(string sentence) => new(StatusCodes.Status503ServiceUnavailable, sentence);

    private static Refusal Passing(string sentence) => new(StatusCodes.Status503ServiceUnavailable, sentence) { RetryAfter = s_soon };
}
