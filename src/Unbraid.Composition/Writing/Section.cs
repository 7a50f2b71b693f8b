namespace Unbraid.Composition.Writing;

/// <summary>What a section is for.</summary>
internal enum SectionKind
{
    Intro,
    Verse,
    Chorus,
    Bridge,
    Solo,
    Outro,
}

/// <summary>A section of the form: a whole number of bars.</summary>
internal sealed record Section(SectionKind Kind, string Name, int StartBar, int Bars, int Beats, IReadOnlyList<string> Lines)
{
    public double StartBeat => StartBar * Beats;

    public double EndBeat => (StartBar + Bars) * Beats;
}

/// <summary>The whole: sections, then a last chord.</summary>
/// <param name="Sections">In order, without gaps; the last chord belongs to the last one.</param>
/// <param name="Frames">Length of the song, with its tail.</param>
/// <param name="LastChord">Length of the last chord in beats.</param>
internal sealed record Form(IReadOnlyList<Section> Sections, int Frames, double LastChord)
{
    public double EndBeat => Sections[^1].EndBeat;
}
