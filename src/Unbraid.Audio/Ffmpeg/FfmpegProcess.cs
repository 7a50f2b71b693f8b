using System.ComponentModel;
using System.Diagnostics;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>One ffmpeg or ffprobe child: arguments as a list, no shell, killed when cancelled or disposed.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly string _fileUrl;
    private readonly Queue<string> _lastLines = new();
    private readonly FrameLog? _log;
    private readonly Task _errorReader;
    private readonly ChildLimits _limits;
    private FfmpegFault? _overdue;
    private bool _disposed;

    private FfmpegProcess(Process process, string fileUrl, ChildLimits limits, FrameLog? log)
    {
        limits.Impose(process.Id);
        _limits = limits;
        _fileUrl = fileUrl;
        _log = log;
        _process = process;
        Id = process.Id;
        _errorReader = ReadErrorsAsync();
    }

    /// <summary>What the child reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What the child writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    public int Id { get; }

    /// <summary>Options that keep a child to the file it is given: no network, no playlist that leads to other files.</summary>
    public static IEnumerable<string> InputOptions(string path) =>
    [
        "-protocol_whitelist", "file,pipe", "-format_whitelist", FfmpegFormats.Readable, "-max_streams", $"{ChildLimits.MaxStreams}",
        "-i", FileUrl(path),
    ];

    /// <summary>An absolute path that no character of the name can turn into an option or another protocol.</summary>
    public static string FileUrl(string path) => "file:" + Path.GetFullPath(path);

    /// <param name="tool"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
    /// <param name="arguments">Further arguments, each as it is.</param>
    /// <param name="limits">What the child may take.</param>
    /// <param name="folder">Where the child looks for files that filters name, whose names then need no escaping.</param>
    /// <param name="log">Takes the lines that are not about errors, where the child is told to write such.</param>
    /// <exception cref="AudioException">The program is not installed, or the machine has no room for another process.</exception>
    public static FfmpegProcess Start(string tool, IEnumerable<string> arguments, ChildLimits limits, string? folder = null, FrameLog? log = null)
    {
        var start = new ProcessStartInfo(tool)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.ArgumentList.Add("-hide_banner");
        start.ArgumentList.Add("-loglevel");
        start.ArgumentList.Add("error");
        List<string> list = [.. limits.Options, .. arguments];
        foreach (var argument in list)
            start.ArgumentList.Add(argument);
        foreach (var name in (string[])["FFREPORT", "AV_LOG_FORCE_COLOR"])
            start.Environment.Remove(name);
        try
        {
            return new FfmpegProcess(Process.Start(start)!, list.FindLast(argument => argument.StartsWith("file:/", StringComparison.Ordinal)) ?? "file:", limits, log);
        }
        catch (Win32Exception error)
        {
            throw FfmpegFault.NotStarted(tool, error);
        }
    }

    /// <summary>Kills the child when the token is cancelled: a read from its pipe cannot be cancelled in another way.</summary>
    public CancellationTokenRegistration KillOn(CancellationToken cancellationToken) => cancellationToken.Register(Kill);

    /// <summary>Kills the child too when it has not done one step in the time it has, until disposed.</summary>
    public StepWatch Watch(CancellationToken cancellationToken) => new(KillOn(cancellationToken), _limits.Patience, KillOverdue);

    /// <summary>Waits for the end of the child; 0 is success.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _errorReader;
        cancellationToken.ThrowIfCancellationRequested();
        return _process.ExitCode;
    }

    /// <summary>The child's own last words about what went wrong, without the names of files; empty when it said nothing.</summary>
    public string LastError()
    {
        lock (_lastLines)
            return FfmpegErrors.Sentence(_lastLines, _fileUrl);
    }

    /// <summary>What became of a child that should have written a file and failed.</summary>
    public FfmpegFault Failure()
    {
        lock (_lastLines)
            return _overdue ?? FfmpegFault.OfOutput(_process.StartInfo.FileName, _process.ExitCode, _lastLines, LastError());
    }

    /// <summary>
    /// What became of a child that should have read a file and failed, where the machine is to blame or a limit ended it; null where the
    /// file's content is.
    /// </summary>
    public FfmpegFault? MachineFault()
    {
        lock (_lastLines)
            return _overdue ?? FfmpegFault.OfInput(_process.StartInfo.FileName, _process.ExitCode, _lastLines, _fileUrl);
    }

    /// <summary>The same of a child that should have read one file and written another.</summary>
    public FfmpegFault? CopyFault()
    {
        lock (_lastLines)
            return _overdue ?? FfmpegFault.OfCopy(_process.StartInfo.FileName, _process.ExitCode, _lastLines, _fileUrl);
    }

    /// <summary>Whether a line among the last that the child wrote passes the test.</summary>
    public bool Said(Func<string, bool> test)
    {
        lock (_lastLines)
            return _lastLines.Any(test);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _errorReader;
        _process.Dispose();
    }

    private void KillOverdue()
    {
        try
        {
            // A child that worked all the time had too much to do; one that did not, waited for the machine.
            bool worked = _process.TotalProcessorTime > _limits.Patience / 4;
            lock (_lastLines)
                _overdue = FfmpegFault.Overdue(_process.StartInfo.FileName, worked);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            return; // it has just ended
        }

        Kill();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private async Task ReadErrorsAsync()
    {
        var lines = new BoundedLines(_process.StandardError);
        while (await lines.NextAsync() is { } line)
        {
            if (_log?.Take(line) == true)
                continue;
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > KeptLines)
                    _lastLines.Dequeue();
            }
        }

        _log?.End();
    }
}
