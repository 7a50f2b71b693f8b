namespace Unbraid.Composition.Instruments;

/// <summary>What mouth and cords do for one sound of speech.</summary>
/// <param name="F1">First formant in Hz.</param>
/// <param name="F2">Second formant in Hz.</param>
/// <param name="F3">Third formant in Hz.</param>
/// <param name="Voice">Loudness of the cords.</param>
/// <param name="Breath">Loudness of noise at the cords.</param>
/// <param name="Hiss">Loudness of noise at teeth or lips.</param>
/// <param name="HissPitch">Its middle, in Hz.</param>
/// <param name="Seconds">How long it takes; 0 for a vowel, which lasts as long as the note.</param>
internal sealed record Phoneme(double F1, double F2, double F3, double Voice, double Breath, double Hiss, double HissPitch, double Seconds)
{
    public static Phoneme Silence { get; } = new(400, 1400, 2500, 0, 0, 0, 5000, 0.03);

    /// <summary>Vowels as in father, cat, bed, see, sit, go, song, pull, drum, the; N as in song, T and D as in thin and then, S as in she.</summary>
    private static readonly Dictionary<char, Phoneme> s_sounds = new()
    {
        ['a'] = Vowel(800, 1250, 2700),
        ['A'] = Vowel(700, 1700, 2600),
        ['e'] = Vowel(560, 1850, 2600),
        ['i'] = Vowel(330, 2300, 3000),
        ['I'] = Vowel(430, 2000, 2700),
        ['o'] = Vowel(500, 900, 2600),
        ['O'] = Vowel(620, 950, 2600),
        ['u'] = Vowel(360, 900, 2400),
        ['U'] = Vowel(660, 1200, 2600),
        ['@'] = Vowel(520, 1450, 2500),
        ['y'] = new(340, 2200, 2900, 0.8, 0.01, 0, 5000, 0.08),
        ['w'] = new(350, 700, 2300, 0.7, 0.01, 0, 5000, 0.08),
        ['r'] = new(400, 1150, 1700, 0.7, 0.01, 0, 5000, 0.07),
        ['l'] = new(380, 1100, 2700, 0.6, 0.01, 0, 5000, 0.06),
        ['m'] = new(280, 1000, 2300, 0.35, 0, 0, 5000, 0.07),
        ['n'] = new(280, 1500, 2500, 0.35, 0, 0, 5000, 0.06),
        ['N'] = new(290, 1900, 2600, 0.35, 0, 0, 5000, 0.09),
        ['s'] = new(400, 1600, 2600, 0, 0, 0.26, 7200, 0.09),
        ['S'] = new(400, 1700, 2500, 0, 0, 0.28, 3600, 0.09),
        ['z'] = new(400, 1600, 2600, 0.2, 0, 0.16, 6800, 0.07),
        ['f'] = new(400, 1200, 2400, 0, 0, 0.11, 5200, 0.07),
        ['v'] = new(380, 1100, 2400, 0.4, 0, 0.05, 5000, 0.05),
        ['T'] = new(400, 1400, 2500, 0, 0, 0.09, 5800, 0.07),
        ['D'] = new(400, 1400, 2500, 0.3, 0, 0.05, 5600, 0.045),
        ['h'] = new(600, 1500, 2600, 0, 0.32, 0, 5000, 0.06),
        ['t'] = new(400, 1700, 2600, 0, 0.05, 0.32, 5200, 0.025),
        ['k'] = new(400, 1900, 2400, 0, 0.08, 0.32, 2300, 0.03),
        ['p'] = new(400, 1000, 2300, 0, 0.15, 0.14, 1200, 0.025),
        ['d'] = new(350, 1700, 2600, 0.2, 0, 0.16, 4500, 0.02),
        ['b'] = new(300, 900, 2200, 0.2, 0, 0.07, 900, 0.02),
        ['g'] = new(300, 1800, 2300, 0.2, 0, 0.13, 2000, 0.02),
    };

    public bool IsVowel => Seconds == 0;

    /// <summary>The sounds of a spelling; stops begin with a moment of silence.</summary>
    public static IReadOnlyList<Phoneme> Spell(string sounds) =>
        [.. sounds.SelectMany(c => "tkpdbg".Contains(c, StringComparison.Ordinal) ? new[] { Silence, s_sounds[c] } : [s_sounds[c]])];

    private static Phoneme Vowel(double f1, double f2, double f3) => new(f1, f2, f3, 1, 0.02, 0, 5000, 0);
}
