using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Writes the drums: the genre's groove, ghost strokes, a fill before each new section, a crash on its first beat.</summary>
internal sealed class DrumWriter
{
    private readonly Style _style;
    private readonly Form _form;
    private readonly Groove _groove;
    private readonly Pcg32 _random;
    private readonly List<Note> _notes = [];

    public DrumWriter(Style style, Form form, long seed)
    {
        _style = style;
        _form = form;
        _groove = Groove(style);
        _random = new Pcg32(seed, "drums");
    }

    /// <summary>The groove of the genre; bars of three beats have one of their own.</summary>
    public static Groove Groove(Style style) =>
        Patterns.Grooves[style.Beats % 3 == 0 ? "waltz" : style.Genre.Groove == "none" ? "ballad" : style.Genre.Groove == "waltz" ? "pop" : style.Genre.Groove];

    public IReadOnlyList<Note> Write()
    {
        foreach (var section in _form.Sections)
        {
            for (var bar = section.StartBar; bar < section.StartBar + section.Bars; bar++)
            {
                if (Arrangement.Level(_style, section, bar, Role.Drums) is > 0 and var level)
                {
                    WriteBar(section, bar, level);
                }
            }
        }

        Hit(Drum.Kick, _form.EndBeat, 0.95);
        Hit(Drum.Crash, _form.EndBeat, 0.4 + 0.4 * _style.Energy);
        return _notes;
    }

    private void WriteBar(Section section, int bar, double level)
    {
        var start = bar * (double)_style.Beats;
        var steps = 4 * _style.Beats;
        var isLast = bar == section.StartBar + section.Bars - 1;
        var fill = isLast && section.Bars > 1 && _style.Genre.Groove != "techno" ? 2 + 2 * _random.Below(3) : 0;
        fill = isLast && level < 0.7 ? Math.Min(fill, 2) : fill;
        var full = section.Kind is SectionKind.Chorus or SectionKind.Solo;
        Play(_groove.Kick, Drum.Kick, bar, steps - fill, level);
        Play(_groove.Snare, _groove.Backbeat, bar, steps - fill, level);
        Play(full ? _groove.Chorus : _groove.Hat, full ? _groove.ChorusDrum : _groove.HatDrum, bar, steps - (fill > 2 ? fill : 0), 0.85 * level);
        if (full && _groove.ChorusDrum == Drum.OpenHat)
        {
            Play(_groove.Hat, Drum.ClosedHat, bar, steps - fill, 0.6 * level);
        }

        for (var step = 1; step < steps - fill; step += 2)
        {
            if (_random.Chance(_groove.Ghosts))
            {
                Hit(Drum.Snare, start + step / 4.0, 0.16 + 0.08 * _random.Unit());
            }
        }

        for (var step = steps - fill; step < steps; step++)
        {
            var progress = (step - (steps - fill) + 1.0) / fill;
            var drum = _random.Chance(0.45) ? Drum.Snare : progress < 0.4 ? Drum.HighTom : progress < 0.75 ? Drum.MiddleTom : Drum.LowTom;
            if (step % 2 == 0 || _random.Chance(0.45 + 0.4 * _style.Energy))
            {
                Hit(drum, start + step / 4.0, level * (0.5 + 0.35 * progress) * (0.5 + 0.5 * _style.Energy));
            }
        }

        if (bar == section.StartBar && level >= 0.75 && section.Kind != SectionKind.Intro)
        {
            Hit(Drum.Crash, start, (0.3 + 0.4 * _style.Energy) * level);
        }
    }

    private void Play(string pattern, Drum drum, int bar, int until, double level)
    {
        var steps = Patterns.Bar(pattern, bar, _style.Beats);
        for (var step = 0; step < until; step++)
        {
            var velocity = steps[step] switch { 'X' => 0.95, 'x' => 0.68, 'o' => 0.3, _ => 0 };
            if (velocity > 0)
            {
                Hit(drum, bar * _style.Beats + step / 4.0, velocity * level);
            }
        }
    }

    private void Hit(Drum drum, double beat, double velocity) =>
        _notes.Add(new Note(beat, 0.25, (int)drum, Math.Clamp(velocity * (1 + 0.1 * _random.Bell()), 0.05, 1)));
}
