using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Makes the form: of the sections of the words, or a usual one, as long as is asked for.</summary>
internal static class FormPlanner
{
    private const double UsualSeconds = 72;
    private const double Longest = 120;
    private const double Tail = 2.4;

    private static readonly (SectionKind Kind, int Bars)[] s_usual =
    [
        (SectionKind.Verse, 8), (SectionKind.Chorus, 8), (SectionKind.Verse, 8), (SectionKind.Chorus, 8), (SectionKind.Bridge, 4), (SectionKind.Chorus, 8),
    ];

    private static readonly (SectionKind Kind, int Bars)[] s_more = [(SectionKind.Solo, 8), (SectionKind.Chorus, 8)];

    private sealed record Draft(SectionKind Kind, int Bars, IReadOnlyList<string> Lines);

    public static Form Plan(Style style, IReadOnlyList<LyricSection> words, TimeSpan? wanted)
    {
        var bar = style.Beats * 60 / style.Tempo;
        var smallestEnd = Math.Max(1.2, Math.Min(bar, 3)) + Tail;
        var limit = (int)(((wanted?.TotalSeconds ?? Longest) - smallestEnd) / bar);
        var drafts = words.Count > 0 ? OfWords(words, style) : Usual(bar);
        drafts = wanted is null ? Trim(drafts, limit) : Fill(Trim(drafts, limit), limit);
        var sections = Name(drafts, style.Beats);
        var seconds = wanted?.TotalSeconds ?? sections[^1].EndBeat * 60 / style.Tempo + smallestEnd;
        var rest = seconds - sections[^1].EndBeat * 60 / style.Tempo - Tail;
        return new Form(sections, (int)Math.Round(seconds * Clock.Rate), rest * style.Tempo / 60);
    }

    /// <summary>Two bars for each line, or four short ones; whole groups of four.</summary>
    private static List<Draft> OfWords(IReadOnlyList<LyricSection> words, Style style)
    {
        var drafts = new List<Draft>();
        if (words[0].Kind != SectionKind.Intro)
        {
            drafts.Add(new Draft(SectionKind.Intro, style.Tempo < 85 ? 2 : 4, []));
        }

        foreach (var section in words)
        {
            var phrases = section.Lines.Sum(line => Phrases.Split(line).Count);
            var bars = phrases == 0 ? 4 : (phrases * Phrases.Bars(style.Beats) + 3) / 4 * 4;
            drafts.Add(new Draft(section.Kind, bars, section.Lines));
        }

        if (words[^1].Kind != SectionKind.Outro)
        {
            drafts.Add(new Draft(SectionKind.Outro, 2, []));
        }

        return drafts;
    }

    private static List<Draft> Usual(double bar)
    {
        var drafts = new List<Draft> { new(SectionKind.Intro, bar > 2.8 ? 2 : 4, []) };
        foreach (var (kind, bars) in s_usual)
        {
            if (drafts.Sum(draft => draft.Bars) * bar < UsualSeconds - 4 * bar)
            {
                drafts.Add(new Draft(kind, bars, []));
            }
        }

        drafts.Add(new Draft(SectionKind.Outro, 2, []));
        return drafts;
    }

    /// <summary>Cuts from the end, but leaves the last section, which ends the song.</summary>
    private static List<Draft> Trim(List<Draft> drafts, int limit)
    {
        var last = drafts[^1] with { Bars = Math.Clamp(drafts[^1].Bars, 1, Math.Max(1, limit / 3)) };
        var left = limit - last.Bars;
        var kept = new List<Draft>();
        foreach (var draft in drafts.SkipLast(1))
        {
            var bars = Math.Min(draft.Bars, left);
            bars = bars < draft.Bars && bars > 1 ? bars / 2 * 2 : bars;
            if (bars > 0)
            {
                kept.Add(draft with { Bars = bars });
                left -= bars;
            }
        }

        kept.Add(last);
        return kept;
    }

    /// <summary>Puts solos and choruses before the last section until there is room for less than two bars.</summary>
    private static List<Draft> Fill(List<Draft> drafts, int limit)
    {
        var chorus = drafts.FindLast(draft => draft.Kind == SectionKind.Chorus)?.Lines ?? [];
        for (var turn = 0; limit - drafts.Sum(draft => draft.Bars) is > 0 and var room; turn++)
        {
            var (kind, bars) = s_more[turn % s_more.Length];
            var size = Math.Min(room, bars);
            if (size < 4)
            {
                // A few bars more are no section of their own: the one before the last goes on.
                var at = Math.Max(0, drafts.Count - 2);
                drafts[at] = drafts[at] with { Bars = drafts[at].Bars + size };
                continue;
            }

            drafts.Insert(drafts.Count - 1, new Draft(kind, size, kind == SectionKind.Chorus ? chorus : []));
        }

        return drafts;
    }

    private static List<Section> Name(List<Draft> drafts, int beats)
    {
        var sections = new List<Section>();
        var bar = 0;
        foreach (var draft in drafts)
        {
            var many = drafts.Count(other => other.Kind == draft.Kind) > 1;
            var number = sections.Count(section => section.Kind == draft.Kind) + 1;
            sections.Add(new Section(draft.Kind, many ? $"{draft.Kind} {number}" : $"{draft.Kind}", bar, draft.Bars, beats, draft.Lines));
            bar += draft.Bars;
        }

        return sections;
    }
}
