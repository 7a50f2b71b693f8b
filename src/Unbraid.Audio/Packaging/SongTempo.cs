using System.Globalization;

namespace Unbraid.Audio.Packaging;

/// <summary>How fast a song is, from its start to its end, and where its beats are if that is known.</summary>
/// <param name="BeatsPerMinute"><see cref="Slowest"/> to <see cref="Fastest"/>.</param>
internal sealed record SongTempo(double BeatsPerMinute)
{
    /// <summary>The lowest tempo, in beats a minute.</summary>
    public const double Slowest = 1;

    /// <summary>The highest tempo, in beats a minute: REAPER's.</summary>
    public const double Fastest = 960;

    /// <summary>Quarters in a bar, 1 to 99. Default 4.</summary>
    public int BeatsPerBar { get; init; } = 4;

    /// <summary>Seconds from the start of the file to the first beat of a bar, 0 or more. Default: unknown; then there is no click track.</summary>
    public double? FirstBeat { get; init; }

    /// <exception cref="AudioException">A value is out of its range.</exception>
    internal void Check()
    {
        if (!(BeatsPerMinute is >= Slowest and <= Fastest))
            throw Refuse($"A tempo of {BeatsPerMinute} beats a minute is out of range: give {Slowest} to {Fastest}.");
        if (BeatsPerBar is < 1 or > 99)
            throw Refuse($"A bar of {BeatsPerBar} beats is out of range: give 1 to 99.");
        if (FirstBeat is { } first && !(first is >= 0 and < 1e9))
            throw Refuse($"A first beat at {first} s is out of range: give 0 or more.");
    }

    private static AudioException Refuse(FormattableString sentence) => new(FaultReason.Request, sentence.ToString(CultureInfo.InvariantCulture));
}
