using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>What a voice aims at from a frame on.</summary>
internal readonly record struct VoiceAim(int Start, Phoneme Sound, double Hertz, int NoteStart, double Loudness);

/// <summary>Lays the sounds of the syllables out in time. Vowels start on the beat; the consonants before them come early.</summary>
internal static class VoicePlan
{
    /// <param name="notes">What to sing, in order.</param>
    /// <param name="clock">Tempo.</param>
    /// <param name="pitch">Which pitch of a note to sing; 0 to leave it out.</param>
    /// <param name="late">Frames by which this voice is late.</param>
    public static IReadOnlyList<VoiceAim> Lay(IReadOnlyList<SungNote> notes, Clock clock, Func<SungNote, int> pitch, int late)
    {
        var aims = new List<VoiceAim>();
        foreach (var note in notes)
        {
            if (pitch(note) == 0)
            {
                continue;
            }

            var (onset, vowel, coda) = Pronunciation.Of(note.Syllable);
            var hertz = Numeric.Hertz(pitch(note));
            var start = clock.Frame(note.Beat) + late;
            var end = clock.Frame(note.Beat + note.Length) + late;
            var before = Phoneme.Spell(onset);
            var after = Phoneme.Spell(coda);
            var at = start - before.Sum(Frames);
            if (aims.Count > 0)
            {
                // What the syllable before still had to say is cut short.
                aims.RemoveAll(aim => aim.Start >= at && aim.NoteStart < start);
            }

            void Add(Phoneme sound, int from) => aims.Add(new VoiceAim(from, sound, hertz, start, note.Velocity));
            foreach (var sound in before)
            {
                Add(sound, at);
                at += Frames(sound);
            }

            var vowels = Phoneme.Spell(vowel);
            var close = Math.Max(start + (end - start) / 2, end - after.Sum(Frames));
            Add(vowels[0], start);
            if (vowels.Count > 1)
            {
                // The second half of a diphthong is short.
                Add(vowels[1], Math.Max(start + (close - start) / 2, close - Clock.Rate / 8));
            }

            at = close;
            foreach (var sound in after)
            {
                Add(sound, at);
                at += Frames(sound);
            }

            Add(Phoneme.Silence, at);
        }

        return aims;
    }

    private static int Frames(Phoneme sound) => (int)(sound.Seconds * Clock.Rate);
}
