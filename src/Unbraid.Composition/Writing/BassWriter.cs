using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Writes the bass: the genre's line on the chords, or roots with the kick drum and a step towards the next chord.</summary>
internal sealed class BassWriter(Style style, Form form, Harmony harmony, long seed)
{
    private const int Lowest = 28;

    private readonly Pcg32 _random = new(seed, "bass");
    private readonly List<Note> _notes = [];

    public IReadOnlyList<Note> Write()
    {
        foreach (var section in form.Sections)
        {
            for (var bar = section.StartBar; bar < section.StartBar + section.Bars; bar++)
            {
                if (Arrangement.Level(style, section, bar, Role.Bass) is > 0 and var level)
                {
                    WriteBar(bar, level);
                }
            }
        }

        _notes.Add(new Note(form.EndBeat, form.LastChord, Root(harmony.Home), 0.8));
        return _notes;
    }

    private void WriteBar(int bar, double level)
    {
        var line = Patterns.BassLines[style.Beats % 3 == 0 ? "waltz" : style.Genre.BassLine];
        var steps = Patterns.Bar(line.Length > 0 ? line : WithKick(), bar, style.Beats);
        for (var step = 0; step < steps.Length; step++)
        {
            if (steps[step] is '-' or '.')
            {
                continue;
            }

            var length = 1;
            while (step + length < steps.Length && steps[step + length] == '-')
            {
                length++;
            }

            var accent = step % 4 == 0 ? 0.85 : 0.7;
            _notes.Add(new Note(
                bar * style.Beats + step / 4.0, 0.95 * length / 4.0, Pitch(steps[step], bar), level * accent * (1 + 0.08 * _random.Bell())));
        }
    }

    /// <summary>Roots where the kick drum plays, held until the next one; now and then an octave or a leading step at the end.</summary>
    private string WithKick()
    {
        var kick = DrumWriter.Groove(style).Kick;
        var steps = kick.Select(c => c == '.' ? '-' : 'R').ToArray();
        for (var bar = 0; bar * 16 < steps.Length; bar++)
        {
            steps[bar * 16] = 'R';
            if (_random.Chance(0.5) && bar * 16 + 14 < steps.Length)
            {
                steps[bar * 16 + 14] = _random.Chance(0.6) ? 'a' : '5';
            }
        }

        return new string(steps);
    }

    private int Pitch(char step, int bar)
    {
        var chord = harmony[bar];
        var root = Root(chord);
        var third = chord.Tones.Contains(3) ? 3 : chord.Tones.Contains(4) ? 4 : 0;
        var fifth = chord.Tones.Contains(6) && !chord.Tones.Contains(7) ? 6 : 7;
        var next = Root(harmony[bar + 1]);
        return step switch
        {
            '3' => root + third,
            '5' => root + (root + fifth > 45 ? fifth - 12 : fifth),
            '6' => root + 9,
            '7' => root + 10,
            '8' => root + 12,
            'a' => next == root ? root + fifth - 12 < Lowest ? root + fifth : root + fifth - 12 : Approach(root, next),
            _ => root,
        };
    }

    /// <summary>The step of the scale beside the next root, from the side of this one.</summary>
    private int Approach(int root, int next)
    {
        for (var step = 1; step <= 2; step++)
        {
            var pitch = next + (next > root ? -step : step);
            if (style.Key.Scale.Contains(((pitch - style.Key.Tonic) % 12 + 12) % 12))
            {
                return pitch;
            }
        }

        return next;
    }

    // The lowest E of a bass guitar is 28; roots lie in the octave above it.
    private static int Root(Chord chord) => Lowest + ((chord.Root - Lowest) % 12 + 12) % 12;
}
