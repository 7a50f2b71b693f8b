namespace Unbraid.Separation;

/// <summary>Turns the fraction decoded and the fraction separated into one progress with an estimate of the rest.</summary>
/// <param name="target">Is told; null for nobody.</param>
/// <param name="clock">For the estimate.</param>
/// <param name="readingShare">The share that decoding has in the whole.</param>
internal sealed class ProgressMeter(IProgress<SeparationProgress>? target, TimeProvider clock, double readingShare)
{
    /// <summary>What decoding costs beside a second of song in a model: as many multiply-adds, in billions, as run in the same time.</summary>
    private const double ReadingWork = 0.05;

    /// <summary>The share of writing what waited, a guess too.</summary>
    private const double WritingShare = 0.02;

    /// <summary>The share of decoding in the whole, from what the model costs (<see cref="Sources.IStemSource.Work"/>).</summary>
    public static double ReadingShareBeside(double work) => ReadingWork / (ReadingWork + work);

    private readonly long _started = clock.GetTimestamp();
    private long _separating;
    private double _separated = 1;

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    public IProgress<double> Reading() => new Relay(
        fraction => target?.Report(new SeparationProgress(SeparationStage.Reading, readingShare * fraction, null)));

    /// <param name="isLast">Whether nothing that takes long comes after it.</param>
    public IProgress<double> Separating(bool isLast)
    {
        _separating = clock.GetTimestamp();
        _separated = isLast ? 1 : 1 - WritingShare;
        return new Relay(fraction =>
        {
            var spent = clock.GetElapsedTime(_separating);
            TimeSpan? remaining = fraction > 0 ? spent * ((1 - fraction) / fraction) : null;
            target?.Report(new SeparationProgress(SeparationStage.Separating, readingShare + ((_separated - readingShare) * fraction), remaining));
        });
    }

    public IProgress<double> Finishing() => new Relay(
        fraction => target?.Report(new SeparationProgress(SeparationStage.Finishing, _separated + ((1 - _separated) * fraction), null)));

    public void Finish() => target?.Report(new SeparationProgress(SeparationStage.Finishing, 1, TimeSpan.Zero));
}
