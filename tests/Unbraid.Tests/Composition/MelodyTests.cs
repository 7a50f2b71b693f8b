using Unbraid.Composition;
using Unbraid.Composition.Prompts;
using Unbraid.Composition.Writing;
using Xunit;

namespace Unbraid.Tests.Composition;

public sealed class MelodyTests
{
    private const string Words = "[Verse]\nThe first of all the lines that I will sing\nAnd then the second one\n[Chorus]\nHere it comes\n[Verse]\nThe first of all the lines that I will sing\nAnd then the second one";

    [Fact]
    public void A_voice_stays_within_its_range_and_its_key_and_one_syllable_ends_before_the_next()
    {
        for (long seed = 0; seed < 60; seed++)
        {
            var score = Write(seed);
            var notes = score.Sung.Notes;
            int low = 64 + score.Style.VoiceShift - 11, high = 64 + score.Style.VoiceShift + 14;
            Assert.All(notes, note => Assert.InRange(note.Pitch, low, high));
            Assert.All(notes.Zip(notes.Skip(1)), pair => Assert.True(pair.First.Beat + pair.First.Length <= pair.Second.Beat + 1e-9));
            Assert.All(notes.Zip(notes.Skip(1)), pair => Assert.InRange(Math.Abs(pair.First.Pitch - pair.Second.Pitch), 0, 12));
            Assert.InRange(notes.Count(note => InScale(score.Style.Key, note.Pitch)) / (double)notes.Count, 0.85, 1);
        }
    }

    [Fact]
    public void Verses_share_their_tune()
    {
        var score = Write(11);
        var (first, second) = (score.Form.Sections.First(s => s.Kind == SectionKind.Verse), score.Form.Sections.Last(s => s.Kind == SectionKind.Verse));
        List<(double Beat, int Pitch)> Tune(Section section) =>
            [.. score.Sung.Notes.Where(note => note.Beat >= section.StartBeat && note.Beat < section.EndBeat).Select(note => (note.Beat - section.StartBeat, note.Pitch))];

        Assert.NotEmpty(Tune(first));
        Assert.Equal(Tune(first), Tune(second));
    }

    [Fact]
    public void The_bass_plays_the_roots_and_the_song_ends_at_home()
    {
        for (long seed = 0; seed < 20; seed++)
        {
            var score = Write(seed);
            var bass = score.Parts.Single(part => part.Role == Role.Bass).Notes;
            Assert.Equal(score.Style.Key.Tonic, bass[^1].Pitch % 12);
            Assert.All(bass, note => Assert.InRange(note.Pitch, 26, 56));
            var first = bass.Where(note => note.Beat % score.Style.Beats == 0).ToList();
            Assert.All(first, note => Assert.Equal(score.Harmony[(int)(note.Beat / score.Style.Beats)].Root, note.Pitch % 12));
        }
    }

    private static bool InScale(Key key, int pitch) => key.Scale.Contains((((pitch - key.Tonic) % 12) + 12) % 12);

    private static Score Write(long seed) =>
        ScoreWriter.Write(PromptReader.Read("pop", seed), new SongRequest { Lyrics = Words, Seed = seed });
}
