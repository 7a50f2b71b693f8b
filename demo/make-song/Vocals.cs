namespace Unbraid.Demo;

/// <summary>A syllable: beat in the song, length in beats, pitch, and its sounds as letters of <see cref="Phoneme"/>.</summary>
internal readonly record struct Syllable(double At, double Length, int Midi, string Sounds);

/// <summary>Melody and words, sung by one voice and, in the chorus, by three.</summary>
internal static class Vocals
{
    private static readonly Syllable[] s_melody =
    [
        // Take a song and pull the threads apart,
        new(4, 0.7, 64, "teyk"), new(4.75, 0.25, 62, "@"), new(5, 1.2, 64, "sON"), new(6.5, 0.5, 60, "And"),
        new(7, 0.7, 62, "pul"), new(7.75, 0.25, 60, "D@"), new(8, 1, 65, "Tredz"), new(9, 0.5, 64, "@"), new(9.5, 1.8, 60, "part"),

        // hear the drums, the bass, the beating heart.
        new(12, 0.7, 67, "hir"), new(12.75, 0.25, 64, "D@"), new(13, 1, 67, "drUmz"), new(14.25, 0.25, 64, "D@"),
        new(14.5, 0.9, 65, "beys"), new(15.5, 0.5, 64, "D@"), new(16, 0.75, 62, "bi"), new(16.75, 0.7, 60, "tIN"), new(17.5, 1.9, 59, "hart"),

        // Oh, oh, let every voice go free,
        new(20, 1.5, 69, "ow"), new(21.5, 1.4, 72, "ow"), new(23, 0.5, 69, "let"), new(23.5, 0.5, 71, "ev"),
        new(24, 0.5, 71, "ri"), new(24.5, 1, 71, "voys"), new(25.5, 0.5, 69, "gow"), new(26, 1.7, 67, "fri"),

        // unbraid the song and sing with me. Ooh.
        new(28, 0.5, 69, "Un"), new(28.5, 1, 72, "breyd"), new(29.5, 0.5, 71, "D@"), new(30, 1, 69, "sON"), new(31.25, 0.5, 67, "And"),
        new(32, 1, 69, "sIN"), new(33, 0.5, 67, "wIT"), new(33.5, 2, 64, "mi"), new(36, 3.4, 67, "u"),
    ];

    public static Track Play()
    {
        Syllable[] chorus = [.. s_melody.Where(syllable => syllable.At >= Score.Chorus)];
        Syllable[] third = [.. chorus.Select(syllable => syllable with { Midi = ThirdBelow(syllable.Midi) })];
        var track = new Track();
        track.Add(0, Singer.Sing(s_melody, 1.10, 1), 0.19, 0);
        track.Add(0, Singer.Sing(chorus, 1.06, 2), 0.05, -0.6);
        track.Add(0, Singer.Sing(third, 1.0, 3), 0.065, 0.6);
        return track.InRoom(0.34, 1.9);
    }

    /// <summary>In C major: from E, A and B it is a major third, from the others a minor one.</summary>
    private static int ThirdBelow(int midi) => midi - (midi % 12 is 4 or 9 or 11 ? 4 : 3);
}
