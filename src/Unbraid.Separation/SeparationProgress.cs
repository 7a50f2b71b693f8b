namespace Unbraid.Separation;

/// <summary>What a separation is doing.</summary>
public enum SeparationStage
{
    /// <summary>Decoding the song.</summary>
    Reading,

    /// <summary>Running the model and writing stems as they become final.</summary>
    Separating,

    /// <summary>Finishing the files.</summary>
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

    private readonly long _started = clock.GetTimestamp();
    private long _separating;

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    public IProgress<double> Reading() => new Relay(
        fraction => target?.Report(new SeparationProgress(SeparationStage.Reading, ReadingShare * fraction, null)));

    public IProgress<double> Separating()
    {
        _separating = clock.GetTimestamp();
        return new Relay(fraction =>
        {
            var spent = clock.GetElapsedTime(_separating);
            TimeSpan? remaining = fraction > 0 ? spent * ((1 - fraction) / fraction) : null;
            target?.Report(new SeparationProgress(SeparationStage.Separating, ReadingShare + (1 - ReadingShare) * fraction, remaining));
        });
    }

    public void Finishing() => target?.Report(new SeparationProgress(SeparationStage.Finishing, 1, TimeSpan.Zero));
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
