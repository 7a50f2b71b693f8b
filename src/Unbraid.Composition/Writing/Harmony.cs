using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>The chords of the song, one for each bar and one for the end.</summary>
internal sealed class Harmony
{
    private readonly Chord[] _bars;

    private Harmony(Chord[] bars, Chord home)
    {
        _bars = bars;
        Home = home;
    }

    /// <summary>The chord on the tonic that ends the song.</summary>
    public Chord Home { get; }

    /// <summary>The chord of a bar; after the last one, the end.</summary>
    public Chord this[int bar] => bar < _bars.Length ? _bars[bar] : Home;

    public static Harmony Write(Style style, Form form, long seed)
    {
        var families = Progressions.Families[style.Genre.Harmony];
        var choices = style.Key.Minor ? families.Minor : families.Major;
        var random = new Pcg32(seed, "harmony");
        var verse = random.Below(choices.Length);
        var chorus = (verse + 1 + random.Below(choices.Length - 1)) % choices.Length;
        var bridge = (chorus + 1) % choices.Length;
        var bars = new List<Chord>();
        foreach (var section in form.Sections)
        {
            var chosen = section.Kind switch { SectionKind.Chorus or SectionKind.Outro => chorus, SectionKind.Bridge => bridge, _ => verse };
            var inOrder = style.Genre.Harmony == "blues";
            for (var bar = 0; bar < section.Bars; bar++)
            {
                // The blues goes through its three lines in order.
                var line = choices[inOrder ? bar / 4 % choices.Length : chosen].Split(' ');
                bars.Add(Chord.Parse(line[bar % line.Length], style.Key));
            }

            // A verse leads into what follows by the dominant.
            if (section.Kind is SectionKind.Verse or SectionKind.Bridge && section.Bars >= 8 && section.EndBeat < form.EndBeat)
            {
                bars[^1] = Chord.Parse(style.Genre.Harmony is "jazz" or "sevenths" ? "V7" : style.Genre.Harmony == "floating" ? "V4" : "V", style.Key);
            }
        }

        var home = Chord.Parse(style.Key.Minor ? "i" : "I", style.Key);
        return new Harmony([.. bars], home);
    }
}
