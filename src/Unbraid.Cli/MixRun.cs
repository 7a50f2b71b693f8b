using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>Mixes, and reports. The file appears when it is complete.</summary>
internal sealed record MixRun
{
    public required IReadOnlyList<MixTrack> Tracks { get; init; }

    public required string Output { get; init; }

    public required AudioContainer Container { get; init; }

    public required MixOptions Options { get; init; }

    /// <summary>Returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var display = ProgressDisplay.Create();
        var report = await display.RunAsync(
            Output, progress => AudioMix.WriteAsync(Tracks, Output, Container, Options, new FractionMeter(progress), cancellationToken));
        if (report.ClippedSamples > 0)
        {
            var excess = Math.Ceiling(20 * Math.Log10(report.Peak) * 10) / 10;
            var remedy = Container == AudioContainer.Wav ? ", or write --bits 32f" : "";
            display.Say($"{Output}: {report.ClippedSamples} samples are louder than the file can hold, by up to {excess:0.0} dB, and were cut: lower the gains{remedy}.");
        }

        Console.Out.WriteLine(Output);
        return ExitCode.Success;
    }
}
