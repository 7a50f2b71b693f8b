namespace Unbraid.Separation;

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
