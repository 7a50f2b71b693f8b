using System.Diagnostics;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>Separates songs one after the other and reports on each.</summary>
internal sealed record SeparateRun
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required SeparatorOptions Options { get; init; }

    /// <summary>How stems are written; its folder is that of all songs.</summary>
    public required StemOutput Output { get; init; }

    public required bool Json { get; init; }

    /// <summary>Whether songs are left alone whose stems are all there.</summary>
    public required bool SkipExisting { get; init; }

    /// <summary>Whether only what went wrong is said.</summary>
    public required bool Quiet { get; init; }

    /// <summary>Returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var separator = await ModelOptions.OpenAsync(Options, mayFetch: Inputs.Any(SongSource.Exists) && Options.Recipe?.TakesAnyModel is not false, cancellationToken);
        var display = Quiet ? new NoProgress() : ProgressDisplay.Create();
        var folders = OutputFolders.Choose(Output.Folder, Inputs, display.Say);
        OutputFolders.Sweep(Output.Folder);
        var summary = new BatchSummary(Inputs.Count);
        for (var i = 0; i < Inputs.Count; i++)
        {
            var output = Output with { Folder = folders[i] };
            var label = summary.Label(Inputs[i], i);
            if (SkipExisting && IsThere(separator, output))
            {
                summary.Skip();
                SayUnlessQuiet(display, $"{label}: its stems are there already.");
                continue;
            }

            try
            {
                using var song = await SongSource.OpenAsync(Inputs[i], folders[i], cancellationToken);
                var result = await display.RunAsync(
                    label, progress => separator.SeparateAsync(song.FilePath, output, progress, cancellationToken));
                Report(display, Inputs[i], label, result);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // A child process that got the same signal may fail before the cancellation is seen, so any exception counts.
                display.Say($"Interrupted: nothing of {Inputs[i]} was kept.");
                return ExitCode.Interrupted;
            }
            catch (Exception e)
            {
                var message = UserMessage.Of(e);
                ReportFailure(display, Inputs[i], message, e);
                summary.Fail(Inputs[i], message);
            }
        }

        summary.Say(display, Quiet);
        return summary.Status;
    }

    private static bool IsThere(Separator separator, StemOutput output)
    {
        IEnumerable<string> stems = output.Residual ? [.. separator.Stems, StemOutput.ResidualName] : separator.Stems;
        return stems.All(stem => File.Exists(Path.Combine(output.Folder, stem + output.Encoding.Container.Extension())));
    }

    private void SayUnlessQuiet(ProgressDisplay display, string message)
    {
        if (!Quiet)
        {
            display.Say(message);
        }
    }

    private void Report(ProgressDisplay display, string input, string label, SeparationResult result)
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
        SayUnlessQuiet(display, $"{label}: {stems} in {result.Elapsed.TotalSeconds:0.0} s with {result.Model}, {speed:0.0} times as fast as it plays");
        foreach (var path in result.Stems.Values)
        {
            Console.Out.WriteLine(path);
        }
    }

    private void ReportFailure(ProgressDisplay display, string input, string message, Exception error)
    {
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
