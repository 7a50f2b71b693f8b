namespace Unbraid.Audio.Packaging;

/// <summary>One of several parts of some work, which take about the same time.</summary>
/// <param name="whole">Told the fraction of the whole.</param>
/// <param name="part">Which, from 0 on.</param>
/// <param name="parts">Of how many.</param>
internal sealed class ProgressPart(IProgress<double>? whole, int part, int parts) : IProgress<double>
{
    public void Report(double value) => whole?.Report((part + Math.Clamp(value, 0, 1)) / parts);
}
