using System.Diagnostics;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>Separates songs one after the other and reports on each.</summary>
internal sealed record SeparateRun
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required string Folder { get; init; }

    public required SeparatorOptions Options { get; init; }

    public required AudioEncoding Encoding { get; init; }

    public required bool Exact { get; init; }

    public required bool Residual { get; init; }

    public required bool Json { get; init; }

    /// <summary>Returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var separator = await ModelOptions.OpenAsync(Options, mayFetch: Inputs.Any(SongSource.Exists) && Options.Recipe?.TakesAnyModel is not false, cancellationToken);
        var display = ProgressDisplay.Create();
        var folders = OutputFolders.Choose(Folder, Inputs, display.Say);
        OutputFolders.Sweep(Folder);
        var status = ExitCode.Success;
        for (var i = 0; i < Inputs.Count; i++)
        {
            var output = new StemOutput { Folder = folders[i], Encoding = Encoding, Exact = Exact, Residual = Residual };
            try
            {
                using var song = await SongSource.OpenAsync(Inputs[i], folders[i], cancellationToken);
                var result = await display.RunAsync(
                    Inputs[i], progress => separator.SeparateAsync(song.FilePath, output, progress, cancellationToken));
                Report(display, Inputs[i], result);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // A child process that got the same signal may fail before the cancellation is seen, so any exception counts.
                display.Say($"Interrupted: nothing of {Inputs[i]} was kept.");
                return ExitCode.Interrupted;
            }
            catch (Exception e)
            {
                ReportFailure(display, Inputs[i], e);
                status = ExitCode.Failed;
            }
        }

        return status;
    }

    private void Report(ProgressDisplay display, string input, SeparationResult result)
    {
        foreach (var note in result.Notes)
        {
            display.Say($"{input}: {note}");
        }

        if (Json)
        {
            Console.Out.WriteLine(SeparationReport.Of(input, result, PeakMemory()).ToJson());
            return;
        }

        var speed = result.Duration / result.Elapsed;
        var stems = result.Stems.Count == 1 ? "1 stem" : $"{result.Stems.Count} stems";
        display.Say($"{input}: {stems} in {result.Elapsed.TotalSeconds:0.0} s with {result.Model}, {speed:0.0} times as fast as it plays");
        foreach (var path in result.Stems.Values)
        {
            Console.Out.WriteLine(path);
        }
    }

    private void ReportFailure(ProgressDisplay display, string input, Exception error)
    {
        var message = UserMessage.Of(error);
        display.Say(message);
        if (Json)
        {
            Console.Out.WriteLine(new FailureReport { Input = input, Error = message, Reason = SystemErrors.ReasonOf(error) }.ToJson());
        }
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
