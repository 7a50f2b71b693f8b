using Unbraid.Audio.Packaging;

namespace Unbraid.Cli;

/// <summary>Packs, and reports. The file appears when it is complete.</summary>
internal sealed record PackageRun
{
    public required PackageSong Song { get; init; }

    public required string Output { get; init; }

    public required PackageFormat Format { get; init; }

    /// <summary>Returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var display = ProgressDisplay.Create();
        await display.RunAsync(Output, async progress =>
        {
            await SongPackage.WriteAsync(Song, Output, Format, new FractionMeter(progress), cancellationToken);
            return true;
        });
        Console.Out.WriteLine(Output);
        return ExitCode.Success;
    }
}
