namespace Unbraid.Composition.Writing;

/// <summary>From beats to time: tempo and swing. The song begins a moment after the file.</summary>
internal sealed class Clock(double tempo, double swing, bool swingsEighths)
{
    /// <summary>Frames in a second.</summary>
    public const int Rate = 44_100;

    private const double LeadIn = 0.04;

    /// <summary>Length of a beat in seconds.</summary>
    public double Beat { get; } = 60 / tempo;

    /// <summary>Time of a position in beats, in seconds.</summary>
    public double Seconds(double beat) => LeadIn + Swung(beat) * Beat;

    public TimeSpan Time(double beat) => beat <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Seconds(beat));

    public int Frame(double beat) => (int)Math.Round(Seconds(beat) * Rate);

    // The second half of each pair comes late: of eighths in a beat, or of sixteenths in an eighth.
    private double Swung(double beat)
    {
        var unit = swingsEighths ? 1 : 0.5;
        var pair = Math.Floor(beat / unit);
        var within = beat / unit - pair;
        var late = within < 0.5 ? within * 2 * swing : swing + (within - 0.5) * 2 * (1 - swing);
        return (pair + late) * unit;
    }
}
