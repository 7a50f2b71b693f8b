using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Writes chords, held textures above them, and broken figures.</summary>
internal sealed class ChordWriter(Style style, Form form, Harmony harmony, long seed)
{
    private const int Middle = 60;

    private readonly List<Note> _notes = [];

    /// <param name="role">Chords, texture or figure.</param>
    /// <param name="timbre">Distorted guitars play roots, their fifths being part of the sound.</param>
    public IReadOnlyList<Note> Write(Role role, Timbre timbre)
    {
        var random = new Pcg32(seed, $"chords {role}");
        var figure = random.Pick(Patterns.Figures);
        var comping = Patterns.Compings[style.Beats % 3 == 0 ? "waltz" : style.Genre.Comping];
        var pattern = role switch { Role.Texture => "X---------------", Role.Figure => figure, _ => Suited(comping, timbre) };
        var voicing = new Voicing(role == Role.Figure ? Middle + 12 : timbre is Timbre.AcousticGuitar ? Middle - 3 : Middle);
        foreach (var section in form.Sections)
        {
            for (var bar = section.StartBar; bar < section.StartBar + section.Bars; bar++)
            {
                var pitches = Pitches(voicing, harmony[bar], timbre);
                if (Arrangement.Level(style, section, bar, role) is > 0 and var level)
                {
                    WriteBar(Patterns.Bar(pattern, bar, style.Beats), bar, pitches, level, random);
                }
            }
        }

        if (role != Role.Figure)
        {
            Strike(Pitches(voicing, harmony.Home, timbre), form.EndBeat, form.LastChord, 0.75, random);
        }

        return _notes;
    }

    private static IReadOnlyList<int> Pitches(Voicing voicing, Chord chord, Timbre timbre) =>
        timbre == Timbre.DistortedGuitar ? [40 + ((chord.Root - 40) % 12 + 12) % 12] : voicing.Next(chord);

    // Pads and strings cannot strum, guitars cannot play a piano's broken chords.
    private static string Suited(string comping, Timbre timbre) => timbre switch
    {
        Timbre.Pad or Timbre.Strings or Timbre.Organ when comping != Patterns.Compings["skank"] => Patterns.Compings["whole"],
        _ => comping,
    };

    private void WriteBar(string steps, int bar, IReadOnlyList<int> pitches, double level, Pcg32 random)
    {
        for (var step = 0; step < steps.Length; step++)
        {
            if (steps[step] is '-' or '.')
            {
                continue;
            }

            var length = 1;
            while (step + length < steps.Length && steps[step + length] is '-')
            {
                length++;
            }

            var beat = bar * style.Beats + step / 4.0;
            if (char.IsDigit(steps[step]))
            {
                var index = steps[step] - '0';
                var pitch = pitches[index % pitches.Count] + 12 * (index / pitches.Count);
                _notes.Add(new Note(beat, Math.Max(length, 2) / 4.0, pitch, level * (step % 4 == 0 ? 0.75 : 0.6) * (1 + 0.1 * random.Bell())));
                continue;
            }

            Strike(pitches, beat, 0.97 * length / 4.0, level * (steps[step] == 'X' ? 0.8 : 0.55), random);
        }
    }

    /// <summary>The hand does not come down all at once.</summary>
    private void Strike(IReadOnlyList<int> pitches, double beat, double length, double velocity, Pcg32 random)
    {
        for (var i = 0; i < pitches.Count; i++)
        {
            _notes.Add(new Note(beat + 0.012 * i, length, pitches[i], velocity * (1 + 0.08 * random.Bell())));
        }
    }
}
