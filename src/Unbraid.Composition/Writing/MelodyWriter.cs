using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>
/// Writes the tune. Each kind of section has a tune of four phrases with a contour each, drawn anew from the same seed wherever the section
/// returns, so that verses share theirs and choruses theirs. Strong beats take tones of the chord; every second phrase comes home.
/// </summary>
internal sealed class MelodyWriter(Style style, Harmony harmony, long seed)
{
    private const int Middle = 64;
    private const int LeadMiddle = 71;

    private enum Contour
    {
        Arch,
        Fall,
        Rise,
        Wave,
    }

    /// <summary>The tune with the words of the form, or with syllables where it has none.</summary>
    public Song Sing(Form form)
    {
        var notes = new List<SungNote>();
        var lines = new List<SungLine>();
        foreach (var section in form.Sections)
        {
            var given = section.Lines.SelectMany(Phrases.Split).ToList();
            var wordless = given.Count == 0 && !form.Sections.Any(other => other.Lines.Count > 0) && section.Kind is SectionKind.Verse or SectionKind.Chorus or SectionKind.Bridge;
            for (var index = 0; (index + 1) * Phrases.Bars(style.Beats) <= section.Bars; index++)
            {
                var phrase = index < given.Count ? given[index] : wordless ? Phrases.Wordless(new Pcg32(seed, $"wordless {section.Kind} {index % 2}")) : null;
                if (phrase is not null)
                {
                    var sung = Set(section, index, phrase.Syllables, Middle + style.VoiceShift);
                    notes.AddRange(sung);
                    lines.Add(new SungLine(phrase.Text, sung[0].Beat, sung[^1].Beat + sung[^1].Length));
                }
            }
        }

        return new Song(notes, lines);
    }

    /// <summary>The tune for an instrument: all of it, or where the voice is silent.</summary>
    public IReadOnlyList<Note> Play(Form form, bool sung)
    {
        var notes = new List<Note>();
        var syllable = new Syllable("", "a", "", true);
        foreach (var section in form.Sections)
        {
            var plays = section.Kind is SectionKind.Solo || (!sung && section.Kind is SectionKind.Verse or SectionKind.Chorus or SectionKind.Bridge);
            for (var index = 0; plays && (index + 1) * Phrases.Bars(style.Beats) <= section.Bars; index++)
            {
                var random = new Pcg32(seed, $"lead {section.Kind} {index % 4 % 3}");
                var syllables = Enumerable.Repeat(syllable, 5 + random.Below(5)).ToList();
                notes.AddRange(Set(section, index, syllables, LeadMiddle).Select(note => new Note(note.Beat, note.Length, note.Pitch, note.Velocity)));
            }
        }

        return notes;
    }

    private List<SungNote> Set(Section section, int index, IReadOnlyList<Syllable> syllables, int middle)
    {
        var random = new Pcg32(seed, $"tune {section.Kind} {index % 4}");
        var chorus = section.Kind == SectionKind.Chorus;
        var contour = (Contour)random.Below(4);
        var reach = 2.5 + 1.5 * random.Unit();
        var center = style.Key.DegreeNear(middle) + (chorus ? 2 : 0);
        var start = section.StartBeat + index * Phrases.Bars(style.Beats) * style.Beats;
        var eighths = 2 * Phrases.Bars(style.Beats) * style.Beats;
        var slots = Rhythm(syllables, eighths - 2, chorus ? 2.6 : 2, random);
        var notes = new List<SungNote>();
        var last = center;
        for (var i = 0; i < slots.Length; i++)
        {
            var x = slots.Length > 1 ? i / (slots.Length - 1.0) : 0.5;
            var target = center + reach * Shape(contour, x);
            var beat = start + slots[i] / 2.0;
            var chord = harmony[(int)(beat / style.Beats)];
            var isEnd = i == slots.Length - 1;
            var degree = Choose(last, target, chord, isEnd || slots[i] % 4 == 0, isEnd && index % 2 == 1, random);
            // Little words are short, as in speech.
            var longest = syllables[i].Stressed || isEnd ? 5 : 2;
            var end = Math.Min(slots[i] + longest, isEnd ? eighths - 1 : slots[i + 1]);
            var velocity = (syllables[i].Stressed ? 0.85 : 0.7) * (chorus ? 1 : 0.88);
            notes.Add(new SungNote(beat, (end - slots[i]) / 2.0, Pitch(degree, chord), velocity, syllables[i], chorus ? Below(degree, chord) : 0));
            last = degree;
        }

        return notes;
    }

    /// <summary>Eighths on which the syllables fall: even, pressed on to a beat where they are stressed.</summary>
    private static int[] Rhythm(IReadOnlyList<Syllable> syllables, int room, double widest, Pcg32 random)
    {
        var count = Math.Min(syllables.Count, room);
        var pause = Math.Min(random.Below(3), room - count);
        var width = Math.Min(widest, (room - pause) / (double)count);
        var slots = new int[count];
        for (var i = 0; i < count; i++)
        {
            var slot = Math.Max(i > 0 ? slots[i - 1] + 1 : pause, (int)(pause + i * width));
            var mayWait = slot + 1 <= room - (count - i);
            slots[i] = slot % 2 == 1 && syllables[i].Stressed && mayWait ? slot + 1 : slot;
        }

        return slots;
    }

    private static double Shape(Contour contour, double x) => contour switch
    {
        Contour.Arch => Numeric.Sine(x / 2),
        Contour.Fall => 1 - 1.4 * x,
        Contour.Rise => 1.2 * x - 0.4,
        _ => 0.8 * Numeric.Sine(x),
    };

    /// <summary>The cheapest of the degrees near the last one.</summary>
    private int Choose(int last, double target, Chord chord, bool strong, bool home, Pcg32 random)
    {
        var best = last;
        var bestCost = double.MaxValue;
        for (var degree = last - 4; degree <= last + 4; degree++)
        {
            var leap = Math.Abs(degree - last);
            var inChord = chord.Has(Pitch(degree, chord));
            var cost = Math.Abs(degree - target) + 0.45 * leap + (leap == 0 ? 0.4 : 0) + (inChord ? 0 : strong ? 3.5 : 0.5) + 0.7 * random.Unit();
            cost -= home && ((degree % 7) + 7) % 7 == 0 && inChord ? 2.5 : 0;
            (best, bestCost) = cost < bestCost ? (degree, cost) : (best, bestCost);
        }

        return best;
    }

    // Over the dominant of a minor key the seventh degree is raised.
    private int Pitch(int degree, Chord chord)
    {
        var pitch = style.Key.Pitch(degree);
        var raised = style.Key.Minor && ((degree % 7) + 7) % 7 == 6 && chord.Has(pitch + 1);
        return raised ? pitch + 1 : pitch;
    }

    /// <summary>A third below, or a fourth where only that is in the chord.</summary>
    private int Below(int degree, Chord chord) =>
        Pitch(chord.Has(Pitch(degree - 2, chord)) || !chord.Has(Pitch(degree - 3, chord)) ? degree - 2 : degree - 3, chord);
}
