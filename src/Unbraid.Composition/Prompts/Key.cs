namespace Unbraid.Composition.Prompts;

/// <summary>A key: the pitch class of its tonic, C being 0, and its mode.</summary>
internal readonly record struct Key(int Tonic, bool Minor)
{
    private static readonly int[] s_major = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[] s_minor = [0, 2, 3, 5, 7, 8, 10];
    private static readonly string[] s_majorNames = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
    private static readonly string[] s_minorNames = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "Bb", "B"];

    /// <summary>Semitones of the seven degrees above the tonic; the minor is the natural one.</summary>
    public IReadOnlyList<int> Scale => Minor ? s_minor : s_major;

    /// <summary>Pitch of a degree of the scale counted from 0 at the tonic in the octave above C4; goes on above and below.</summary>
    public int Pitch(int degree)
    {
        var octave = (int)Math.Floor(degree / 7.0);
        return 60 + Tonic + 12 * octave + Scale[degree - 7 * octave];
    }

    /// <summary>The degree whose pitch is nearest, the lower one of two.</summary>
    public int DegreeNear(double pitch)
    {
        var best = (int)Math.Floor((pitch - 60 - Tonic) * 7 / 12) - 1;
        for (var degree = best; degree < best + 4; degree++)
        {
            best = Math.Abs(Pitch(degree) - pitch) < Math.Abs(Pitch(best) - pitch) ? degree : best;
        }

        return best;
    }

    public override string ToString() => $"{(Minor ? s_minorNames : s_majorNames)[Tonic]} {(Minor ? "minor" : "major")}";
}
