using System.Diagnostics;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary>Starts this very command again as a process of its own, and waits until it listens.</summary>
internal static class BackgroundService
{
    /// <summary>The hidden option by which the other process is told where to write its addresses.</summary>
    public const string TellOption = "--tell";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestStart = TimeSpan.FromMinutes(2);

    /// <returns>0 when the service listens; its exit code where it ended instead, with what it said on stderr.</returns>
    public static async Task<int> StartAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new ServiceException("'serve --wait' needs a Unix shell: on Windows run 'unbraid serve' in a window of its own.");
        Directory.CreateDirectory(dataFolder);
        var (log, told) = (Path.Combine(dataFolder, "serve.log"), Path.Combine(dataFolder, $"listening-{Environment.ProcessId}"));
        var logged = File.Exists(log) ? new FileInfo(log).Length : 0;
        using var process = Process.Start(Command(log, told)) ?? throw new ServiceException("The service cannot be started.");
        try
        {
            for (var waited = TimeSpan.Zero; waited < s_longestStart; waited += s_pause)
            {
                if (File.Exists(told) && await File.ReadAllLinesAsync(told, cancellationToken) is { Length: > 0 } urls)
                {
                    Console.Out.WriteLine($"Unbraid listens on {string.Join(" and ", urls)}; its process is {process.Id}, its log {log}");
                    return ExitCode.Success;
                }

                if (process.HasExited)
                {
                    await using var said = File.OpenRead(log);
                    said.Position = logged;
                    await said.CopyToAsync(Console.OpenStandardError(), cancellationToken);
                    return process.ExitCode;
                }

                await Task.Delay(s_pause, cancellationToken);
            }

            process.Kill(entireProcessTree: true);
            throw new ServiceException($"The service did not listen within {s_longestStart.TotalMinutes:0} minutes; its log is {log}.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            File.Delete(told);
        }
    }

    /// <summary>A shell gives the process a session and files of its own, so that it outlives this one's terminal.</summary>
    private static ProcessStartInfo Command(string log, string told)
    {
        var arguments = Environment.GetCommandLineArgs().Skip(1).Where(argument => argument != "--wait").ToList();
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        List<string> command = [program, .. isHost ? [Environment.GetCommandLineArgs()[0]] : Array.Empty<string>(), .. arguments, TellOption, told];
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; command -v setsid >/dev/null && exec setsid \"$@\" </dev/null >>\"$log\" 2>&1; exec \"$@\" </dev/null >>\"$log\" 2>&1");
        foreach (var argument in (string[])["sh", log, .. command])
            start.ArgumentList.Add(argument);
        return start;
    }
}
