using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Unbraid.EndToEnd.Tests;

/// <summary>What a finished command left: its exit status and the lines of both streams.</summary>
internal sealed record CliRun(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>Fails unless the status is this one; shows what was said.</summary>
    public CliRun Exited(int status)
    {
        Assert.True(ExitCode == status, $"Exit status {ExitCode}, not {status}.\n{string.Join('\n', Errors)}");
        Assert.DoesNotContain(Errors, line => line.StartsWith("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain(Errors, line => line.Contains("should not have happened", StringComparison.Ordinal));
        return this;
    }
}

/// <summary>The command as a process of its own. It and its children are killed when it takes too long or is disposed of.</summary>
internal sealed partial class CliProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string s_dotnet =
        Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : "dotnet";

    private static readonly string s_command = Path.Combine(AppContext.BaseDirectory, "unbraid.dll");

    private readonly Process _process;
    private readonly CancellationTokenSource _limit = new(s_limit);
    private readonly Task<List<string>> _output;
    private readonly Task<List<string>> _errors;
    private readonly ConcurrentQueue<string> _seen = new();

    private CliProcess(Process process)
    {
        _process = process;
        _output = ReadAsync(process.StandardOutput, _ => { });
        _errors = ReadAsync(process.StandardError, _seen.Enqueue);
    }

    /// <summary>Cancelled when the process has taken too long.</summary>
    public CancellationToken Limit => _limit.Token;

    /// <summary>Waits for a line on stderr that has a text in it.</summary>
    public async Task<string> ErrorLineAsync(string text)
    {
        while (true)
        {
            if (_seen.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                return found;
            Assert.False(_errors.IsCompleted, $"The command ended without a line with '{text}':\n{string.Join('\n', _seen)}");
            await Task.Delay(20, _limit.Token);
        }
    }

    /// <param name="dataHome">Where the command keeps what belongs to the user.</param>
    /// <param name="arguments">As typed after <c>unbraid</c>.</param>
    /// <param name="environment">Variables besides, or instead of, those every test sets.</param>
    /// <param name="wrapper">A program with its arguments that runs the command.</param>
    public static CliProcess Start(
        string dataHome, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)>? environment = null, IEnumerable<string>? wrapper = null)
    {
        // A shell that runs the tests in the background lets its children ignore Ctrl-C, and they would hand that on.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,QUIT", .. wrapper ?? [], s_dotnet, s_command, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("UNBRAID_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["UNBRAID_OFFLINE"] = "1";
        start.Environment["XDG_DATA_HOME"] = dataHome;
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new CliProcess(process);
    }

    /// <summary>Sends a signal by its name without SIG.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync(_limit.Token);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>The same to a process that may have ended meanwhile.</summary>
    public async Task TrySignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id} 2>/dev/null"]);
        await kill.WaitForExitAsync(_limit.Token);
    }

    public bool HasExited => _process.HasExited;

    public async Task<CliRun> WaitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(_limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The command did not end within {s_limit}. It said:\n{string.Join('\n', await _errors)}");
        }

        // How far it was every five seconds is said on slow machines only.
        return new CliRun(_process.ExitCode, await _output, [.. (await _errors).Where(line => !ProgressLine().IsMatch(line))]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _limit.Dispose();
    }

    [GeneratedRegex("^.+: [0-9]+ %(?:, .+ left)?$", RegexOptions.None, 1000)]
    private static partial Regex ProgressLine();

    private static async Task<List<string>> ReadAsync(StreamReader reader, Action<string> seen)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            seen(line);
        }

        return lines;
    }
}
