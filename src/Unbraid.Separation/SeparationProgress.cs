namespace Unbraid.Separation;

/// <summary>What a separation is doing.</summary>
public enum SeparationStage
{
    /// <summary>Decoding the song.</summary>
    Reading,

    /// <summary>Running the model, and writing stems as they become final or keeping them until they can be written.</summary>
    Separating,

    /// <summary>Writing what waited, and finishing the files.</summary>
    Finishing,
}

/// <summary>How far a separation is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">0 to 1, over the whole separation; never goes back.</param>
/// <param name="Remaining">Estimated time to the end, once there is something to estimate from.</param>
public readonly record struct SeparationProgress(SeparationStage Stage, double Fraction, TimeSpan? Remaining);

/// <summary>Turns the fraction decoded and the fraction separated into one progress with an estimate of the rest.</summary>
internal sealed class ProgressMeter(IProgress<SeparationProgress>? target, TimeProvider clock)
{
    /// <summary>The share that decoding has in the whole; a guess, since nothing has been measured yet when it runs.</summary>
    private const double ReadingShare = 0.05;

    /// <summary>The share of writing what waited, a guess too.</summary>
    private const double WritingShare = 0.02;

    private readonly long _started = clock.GetTimestamp();
    private long _separating;
    private double _separated = 1;

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    public IProgress<double> Reading() => new Relay(
        fraction => target?.Report(new SeparationProgress(SeparationStage.Reading, ReadingShare * fraction, null)));

    /// <param name="isLast">Whether nothing that takes long comes after it.</param>
    public IProgress<double> Separating(bool isLast)
    {
        _separating = clock.GetTimestamp();
        _separated = isLast ? 1 : 1 - WritingShare;
        return new Relay(fraction =>
        {
            var spent = clock.GetElapsedTime(_separating);
            TimeSpan? remaining = fraction > 0 ? spent * ((1 - fraction) / fraction) : null;
            target?.Report(new SeparationProgress(SeparationStage.Separating, ReadingShare + ((_separated - ReadingShare) * fraction), remaining));
        });
    }

    public IProgress<double> Finishing() => new Relay(
        fraction => target?.Report(new SeparationProgress(SeparationStage.Finishing, _separated + ((1 - _separated) * fraction), null)));

    public void Finish() => target?.Report(new SeparationProgress(SeparationStage.Finishing, 1, TimeSpan.Zero));
}

/// <summary>Reports on the caller's thread and in order, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Relay(Action<double> report) : IProgress<double>
{
    public void Report(double value) => report(value);

    /// <summary>One progress for each of several pieces of work that follow each other.</summary>
    /// <param name="whole">Takes the fraction of all of them.</param>
    /// <param name="work">What each costs, next to the others; above 0.</param>
    public static IReadOnlyList<IProgress<double>> Split(IProgress<double>? whole, IReadOnlyList<double> work)
    {
        var total = work.Sum();
        return [.. work.Select((piece, i) => new Relay(fraction => whole?.Report(Math.Min(1, (work.Take(i).Sum() + (piece * fraction)) / total))))];
    }
}
