using Unbraid.Composition.Prompts;
using Xunit;

namespace Unbraid.Tests.Composition;

public sealed class PromptReaderTests
{
    [Theory]
    [InlineData("a song at 92 BPM", 92)]
    [InlineData("140bpm trap", 140)]
    [InlineData("Tempo: 101.5", 101.5)]
    [InlineData("pop, 500 bpm", 220)]
    [InlineData("12 bpm", 40)]
    public void A_number_says_the_tempo(string prompt, double tempo) => Assert.Equal(tempo, PromptReader.Read(prompt, 1).Tempo);

    [Theory]
    [InlineData("slow rock", 80, 115)]
    [InlineData("fast folk", 115, 130)]
    [InlineData("rock", 105, 152)]
    [InlineData("ambient", 55, 80)]
    public void Words_and_genres_say_it_too(string prompt, double from, double to)
    {
        for (long seed = 0; seed < 20; seed++)
            Assert.InRange(PromptReader.Read(prompt, seed).Tempo, from, to);
    }

    [Theory]
    [InlineData("in A minor", "A minor")]
    [InlineData("F# major please", "F# major")]
    [InlineData("a ballad in b flat minor", "Bb minor")]
    [InlineData("c-sharp minor", "C# minor")]
    [InlineData("rock in Em", "E minor")]
    [InlineData("happy tune in the key of D", "D major")]
    [InlineData("sad song in G", "G minor")]
    [InlineData("E♭ maj", "Eb major")]
    public void Keys_are_read(string prompt, string key) => Assert.Equal(key, PromptReader.Read(prompt, 5).Key.ToString());

    [Theory]
    [InlineData("happy sunny pop", false)]
    [InlineData("dark gloomy pop", true)]
    [InlineData("something minor", true)]
    public void Moods_lean_to_a_mode(string prompt, bool minor) =>
        Assert.InRange(Enumerable.Range(0, 40).Count(seed => PromptReader.Read(prompt, seed).Key.Minor == minor), 36, 40);

    [Theory]
    [InlineData("", "pop")]
    [InlineData("ROCK!", "rock")]
    [InlineData("drum and bass", "techno")]
    [InlineData("power ballad", "ballad")]
    [InlineData("lo-fi hip hop", "lo-fi")]
    [InlineData("country road song", "folk")]
    [InlineData("popcorn and rocks", "pop")]
    [InlineData("slow jazz waltz", "jazz")]
    public void Genres_are_read(string prompt, string genre) => Assert.Equal(genre, PromptReader.Read(prompt, 1).Genre.Name);

    [Theory]
    [InlineData("rock in 3/4", 3)]
    [InlineData("waltz", 3)]
    [InlineData("calm folk waltz", 3)]
    [InlineData("a jazz waltz in 5/4", 5)]
    [InlineData("jazz in 5/4", 5)]
    [InlineData("pop", 4)]
    public void Metres_are_read(string prompt, int beats) => Assert.Equal(beats, PromptReader.Read(prompt, 1).Beats);

    [Fact]
    public void Instruments_are_added_left_out_and_left_alone()
    {
        Assert.DoesNotContain(Role.Drums, PromptReader.Read("rock, no drums", 1).Ensemble.Keys);
        Assert.DoesNotContain(PromptReader.Read("rock without guitars", 1).Ensemble.Values, timbre => timbre is Timbre.DistortedGuitar or Timbre.ElectricGuitar);
        Assert.Equal(Timbre.Organ, PromptReader.Read("pop with organ", 1).Ensemble[Role.Chords]);
        Assert.Equal(Timbre.Strings, PromptReader.Read("pop with strings", 1).Ensemble[Role.Texture]);
        Assert.All(PromptReader.Read("piano only", 1).Ensemble.Values, timbre => Assert.Equal(Timbre.Piano, timbre));
        Assert.All(PromptReader.Read("solo acoustic guitar", 1).Ensemble.Values, timbre => Assert.Equal(Timbre.AcousticGuitar, timbre));
        Assert.NotEmpty(PromptReader.Read("no drums no bass no piano no pad no synth no plucks no arpeggio", 1).Ensemble);
        Assert.False(PromptReader.Read("instrumental pop", 1).Sung);
    }
}
