using System.ComponentModel;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>A child that could not do its work, and why. The message is a phrase, without the name of the file.</summary>
internal sealed class FfmpegFault(FaultReason reason, string message) : IOException(message), IFault
{
    /// <summary>A shell's way of saying that a signal ended a program, which .NET follows.</summary>
    private const int Signal = 128, LastSignal = 64, FileSizeSignal = 25;

    /// <summary>What ffmpeg ends with when it was told by a signal to stop, once and more than three times.</summary>
    private const int Stopped = 255, StoppedHard = 123;

    /// <summary>What ffmpeg says where it reaches <see cref="ChildLimits.MaxStreams"/>.</summary>
    private const string TooManyStreams = "exceeds max_streams";

    /// <summary>What the system's loader ends with when a library of the program is missing.</summary>
    private const int NotRun = 126, NotLoaded = 127;

    public FaultReason Reason { get; } = reason;

    /// <summary>The sentence for a program that did not start.</summary>
    public static AudioException NotStarted(string tool, Win32Exception error)
    {
        var reason = SystemErrors.ReasonOf(error);
        return reason switch
        {
            FaultReason.OutOfHandles => new AudioException(FaultReason.OutOfHandles, $"{tool} cannot be started: {SystemErrors.Phrase(FaultReason.OutOfHandles)}.", error),
            FaultReason.OutOfMemory or FaultReason.InUse => new AudioException(
                FaultReason.OutOfMemory, $"{tool} cannot be started: there is no memory for another process, or no process allowed; see 'ulimit -u'.", error),
            FaultReason.Missing => new AudioException(
                FaultReason.ToolMissing, $"{tool} is not installed; install it {FfmpegInstallation.HowTo()} and try again.", error),
            _ => new AudioException(FaultReason.ToolMissing, $"{tool} cannot be run ({error.Message}); reinstall ffmpeg and try again.", error),
        };
    }

    /// <summary>The fault of a child that was killed because a step took too long.</summary>
    /// <param name="tool">The program.</param>
    /// <param name="worked">Whether it used the processor meanwhile: then its input is to blame, else the machine.</param>
    public static FfmpegFault Overdue(string tool, bool worked) => worked
        ? new FfmpegFault(FaultReason.Input, "it takes longer to read than any song; it is damaged, or what it holds besides its sound is far too much")
        : new FfmpegFault(FaultReason.ToolKilled, $"{tool} came to no end, for the machine did not let it work; try again");

    /// <summary>The fault of a child that was to write.</summary>
    /// <param name="tool">The program.</param>
    /// <param name="exitCode">How it ended.</param>
    /// <param name="lines">Its last lines.</param>
    /// <param name="words">What of them is for the user.</param>
    public static FfmpegFault OfOutput(string tool, int exitCode, IEnumerable<string> lines, string words)
    {
        if (OfExit(tool, exitCode, words) is { } fault)
            return fault;
        var reason = lines.Select(SystemErrors.InText).LastOrDefault(found => found?.IsMachine() == true);
        return reason is { } known && SystemErrors.Phrase(known) is { } phrase
            ? new FfmpegFault(known, phrase)
            : new FfmpegFault(FaultReason.DiskError, words.Length > 0 ? words : $"{tool} ended early with exit code {exitCode}");
    }

    /// <summary>The fault of a child that was to read, where it is not the file's.</summary>
    /// <remarks>
    /// Of its words only those about the file as a whole count: "Input/output error" and "Cannot allocate memory" are what ffmpeg also says of
    /// content that it cannot read.
    /// </remarks>
    public static FfmpegFault? OfInput(string tool, int exitCode, IReadOnlyCollection<string> lines, string fileUrl)
    {
        if (OfExit(tool, exitCode, "") is { } fault)
            return fault;
        if (lines.Any(line => line.Contains(TooManyStreams, StringComparison.Ordinal)))
            return new FfmpegFault(FaultReason.Input, $"it holds more than {ChildLimits.MaxStreams} tracks, the most allowed");
        var reason = lines.Where(line => line.StartsWith(fileUrl + ": ", StringComparison.Ordinal)).Select(SystemErrors.InText)
            .LastOrDefault(found => found is FaultReason.OutOfHandles or FaultReason.NoPermission or FaultReason.Missing);
        return reason is { } known ? new FfmpegFault(known, SystemErrors.Phrase(known) ?? "it is gone; check the name") : null;
    }

    /// <summary>The fault of a child that was to read one file and write another, where neither the file's content nor its format is to blame.</summary>
    public static FfmpegFault? OfCopy(string tool, int exitCode, IReadOnlyCollection<string> lines, string sourceUrl) =>
        OfInput(tool, exitCode, lines, sourceUrl) ??
        (OfOutput(tool, exitCode, lines, "") is { Reason: not (FaultReason.DiskError or FaultReason.OutOfMemory) } fault ? fault : null);

    private static FfmpegFault? OfExit(string tool, int exitCode, string words) => exitCode switch
    {
        NotRun or NotLoaded => new FfmpegFault(
            FaultReason.ToolMissing, $"{tool} cannot be run{(words.Length > 0 ? $" ({words})" : "")}; reinstall ffmpeg and try again"),
        Signal + FileSizeSignal => new FfmpegFault(FaultReason.FileTooLarge, SystemErrors.Phrase(FaultReason.FileTooLarge)!),
        Stopped or StoppedHard => new FfmpegFault(FaultReason.ToolKilled, $"{tool} was stopped by a signal; try again"),
        > Signal and <= Signal + LastSignal => new FfmpegFault(
            FaultReason.ToolKilled,
            $"{tool} was killed by signal {exitCode - Signal}{(exitCode == 137 ? ", as happens where memory is short" : "")}; try again"),
        _ => null,
    };
}
