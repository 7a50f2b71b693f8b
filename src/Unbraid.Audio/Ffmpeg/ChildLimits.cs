using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>What a child may take of the machine. A file of some kilobytes can ask for gigabytes and for hours.</summary>
/// <param name="Memory">Bytes of memory in all; where the system knows no such limit, <paramref name="Block"/> alone holds.</param>
/// <param name="Block">Bytes of one allocation by ffmpeg's own functions.</param>
/// <param name="Patience">
/// Longest time for one step: a whole probe or picture, or the next block of a conversion, whose length then does not matter.
/// </param>
internal sealed partial record ChildLimits(long Memory, long Block, TimeSpan Patience)
{
    /// <summary>Tracks, pictures and attachments of one file.</summary>
    public const int MaxStreams = 128;

    private const int ProcessorTime = 0, Data = 2, CoreFile = 4; // RLIMIT_CPU, RLIMIT_DATA, RLIMIT_CORE

    private const long Mega = 1 << 20;

    /// <summary>A block of 128 MB holds the index of a song of a day and a half, or a picture of that size.</summary>
    public static ChildLimits Probing { get; } = new(384 * Mega, 128 * Mega, TimeSpan.FromSeconds(5)) { EndsByItself = true };

    public static ChildLimits Picture { get; } = new(512 * Mega, 160 * Mega, TimeSpan.FromSeconds(10)) { EndsByItself = true };

    public static ChildLimits Decoding { get; } = new(384 * Mega, 128 * Mega, TimeSpan.FromMinutes(1));

    /// <summary>From samples or pictures of our own; a step may be the last, in which a file of hours is written anew.</summary>
    public static ChildLimits Encoding { get; } = new(4096 * Mega, 1024 * Mega, TimeSpan.FromMinutes(5));

    /// <summary>Whether the processor time is limited too, so that a child ends by itself when whoever watches it has died.</summary>
    private bool EndsByItself { get; init; }

    /// <summary>Copying takes a step as long as the file: a minute, and a second for each megabyte.</summary>
    public static ChildLimits Copying(long bytes) => Decoding with { Patience = TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(bytes / Mega) };

    /// <summary>Options that go before all others.</summary>
    public IEnumerable<string> Options => ["-max_alloc", $"{Block}"];

    /// <summary>Limits a child that has just started and has not looked at its input yet.</summary>
    public void Impose(int process)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return;
        Lower(process, Data, (ulong)Memory);
        Lower(process, CoreFile, 0);
        if (EndsByItself)
            Lower(process, ProcessorTime, (ulong)(2 * Patience.TotalSeconds));
    }

    [SupportedOSPlatform("linux")]
    private static void Lower(int process, int resource, ulong limit)
    {
        // A child that has gone already, or is limited further already, needs nothing.
        if (GetLimit(process, resource, 0, out var now) == 0 && now.Hard > limit)
            _ = SetLimit(process, resource, new Limit(limit, limit), 0);
    }

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int GetLimit(int process, int resource, nint unchanged, out Limit now);

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint before);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Soft, ulong Hard);
}
