using System.Diagnostics;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>Gives the display the time left, of work that tells its fraction alone.</summary>
internal sealed class FractionMeter(IProgress<SeparationProgress> display) : IProgress<double>
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public void Report(double value) => display.Report(new SeparationProgress(
        SeparationStage.Separating, value, value > 0.05 ? _clock.Elapsed * ((1 - value) / value) : null));
}
