namespace Unbraid.Demo;

/// <summary>Tempo, swing, form and harmony: one bar of introduction, four of verse, four of chorus, one to end.</summary>
internal static class Score
{
    public const int Rate = 48_000;
    public const double Tempo = 96;
    public const double Chorus = 20;
    public const double End = 36;
    public const int Frames = (int)((40 * 60 / Tempo + 1.6) * Rate);

    private const double Swing = 0.57;

    /// <summary>One chord a bar: the bass note, then the voicing, as MIDI pitches.</summary>
    public static int[][] Harmony { get; } =
    [
        [33, 57, 60, 64, 67],
        [33, 57, 60, 64, 67], [29, 57, 60, 64, 65], [36, 55, 60, 62, 64], [31, 55, 59, 62, 65],
        [29, 57, 60, 65, 67], [31, 59, 62, 65, 67], [33, 57, 60, 64, 71], [29, 57, 60, 64, 65],
        [36, 55, 60, 64, 71],
    ];

    /// <summary>Frame of a position in beats; the second sixteenth of each pair comes late.</summary>
    public static int Frame(double beat)
    {
        var eighth = Math.Floor(beat * 2);
        var within = beat * 2 - eighth;
        var swung = within < 0.5 ? within * 2 * Swing : Swing + (within - 0.5) * 2 * (1 - Swing);
        return (int)Math.Round((eighth + swung) / 2 * 60 / Tempo * Rate);
    }

    public static double Hertz(double midi) => 440 * Math.Pow(2, (midi - 69) / 12);
}
