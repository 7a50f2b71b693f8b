using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Who plays where. A song grows from its introduction to its choruses.</summary>
internal static class Arrangement
{
    /// <summary>How full a role plays in a bar: 0 not at all, 1 fully.</summary>
    public static double Level(Style style, Section section, int bar, Role role)
    {
        if (style.Ensemble.Count <= 2)
        {
            return role == Role.Lead && section.Kind == SectionKind.Intro ? 0 : section.Kind == SectionKind.Chorus ? 1 : 0.85;
        }

        var second = bar - section.StartBar >= section.Bars / 2;
        var later = section.Name.EndsWith('2') || section.Name.EndsWith('3') || section.Name.EndsWith('4');
        var opener = Opener(style);
        return (section.Kind, role) switch
        {
            (SectionKind.Intro, Role.Drums) => style.Energy > 0.65 ? 0.9 : second ? 0.6 : opener == role ? 0.5 : 0,
            (SectionKind.Intro, Role.Bass) => style.Energy > 0.8 || (second && style.Energy > 0.3) || opener == role ? 0.8 : 0,
            (SectionKind.Intro, Role.Figure or Role.Chords) => 0.8,
            (SectionKind.Intro, Role.Texture) => style.Energy < 0.5 || opener == role ? 0.7 : 0,
            (SectionKind.Verse, Role.Drums) => 0.75,
            (SectionKind.Verse, Role.Bass or Role.Chords) => 0.85,
            (SectionKind.Verse, Role.Figure) => later || style.Energy < 0.25 || opener == role ? 0.7 : 0,
            (SectionKind.Verse, Role.Texture) => later || style.Energy < 0.25 ? 0.6 : 0,
            (SectionKind.Bridge, Role.Drums) => second ? 0.8 : style.Energy > 0.6 ? 0.5 : 0,
            (SectionKind.Bridge, Role.Chords) => 0.7,
            (SectionKind.Bridge, Role.Figure) => 0,
            (SectionKind.Outro, Role.Figure) => 0.5,
            (SectionKind.Outro, _) => 0.85,
            _ => 1,
        };
    }

    /// <summary>Who begins: the first of the ensemble that can stand alone.</summary>
    private static Role Opener(Style style)
    {
        Role[] order = [Role.Chords, Role.Figure, Role.Texture, Role.Drums, Role.Bass, Role.Lead];
        return Array.Find(order, style.Ensemble.ContainsKey);
    }
}
