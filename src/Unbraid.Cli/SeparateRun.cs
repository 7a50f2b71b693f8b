using Unbraid.Audio;
using Unbraid.Inference;
using Unbraid.Separation;
using Unbraid.Separation.Benchmarking;

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

    /// <summary>Whether what runs is said too, and when each song comes to its next stage.</summary>
    public required bool Verbose { get; init; }

    /// <summary>Returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var separator = await ModelOptions.OpenAsync(Options, mayFetch: Inputs.Any(SongSource.Exists) && Options.Recipe?.TakesAnyModel is not false, cancellationToken);
        Check(separator);
        var display = Quiet ? new NoProgress() : ProgressDisplay.Create();
        if (Verbose)
        {
            display.Say($"{separator.Model}: {string.Join(", ", separator.Stems)}; {KernelSelection.Default()} kernels, threads: {Options.Threads}");
        }

        var folders = OutputFolders.Choose(Output.Folder, Inputs, display.Say);
        OutputFolders.Sweep(Output.Folder);
        var summary = new BatchSummary(Inputs.Count);
        var advice = separator.Advice;
        for (var i = 0; i < Inputs.Count; i++)
        {
            var output = Output with { Folder = folders[i] };
            var label = summary.Label(Inputs[i], i);
            try
            {
                if (SkipExisting && await IsThereAsync(separator, Inputs[i], output, cancellationToken))
                {
                    summary.Skip();
                    SayUnlessQuiet(display, $"{label}: its stems are there already.");
                    continue;
                }

                using var song = await SongSource.OpenAsync(Inputs[i], folders[i], cancellationToken);
                Remedies.Say(advice, display.Say);
                advice = [];
                var result = await display.RunAsync(
                    label, progress => separator.SeparateAsync(song.FilePath, output, Log(progress, display, label), cancellationToken));
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

    private void Check(Separator separator)
    {
        try
        {
            separator.Check(Output);
        }
        catch (SeparationException e)
        {
            throw new MisuseException(UserMessage.Of(e));
        }
    }

    private static async Task<bool> IsThereAsync(Separator separator, string input, StemOutput output, CancellationToken cancellationToken)
    {
        var asks = output.Names.NeedTags;
        if (asks && input == SongSource.Stdin)
        {
            return false;
        }

        var tags = asks ? (await AudioProbe.ReadAsync(input, cancellationToken)).Tags : AudioTags.None;
        return separator.PathsOf(input == SongSource.Stdin ? SongSource.NameOf(input) : input, tags, output).All(File.Exists);
    }

    private IProgress<SeparationProgress> Log(IProgress<SeparationProgress> progress, ProgressDisplay display, string label) =>
        Verbose ? new StageLog(progress, label, display.Say, TimeProvider.System) : progress;

    private void SayUnlessQuiet(ProgressDisplay display, string message)
    {
        if (!Quiet)
        {
            display.Say(message);
        }
    }

    private void Report(ProgressDisplay display, string input, string label, SeparationResult result)
    {
        foreach (var note in result.Advice)
        {
            display.Say($"{input}: {Remedies.Sentence(note)}");
        }

        if (Verbose)
        {
            display.Say($"{label}: {result.Format.SampleRate} Hz, {result.Format.Channels} channels, {result.Duration.TotalSeconds:0.000} s");
        }

        if (Json)
        {
            Console.Out.WriteLine(SeparationReport.Of(input, result, ModelBenchmark.PeakMemory()).ToJson());
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
}
