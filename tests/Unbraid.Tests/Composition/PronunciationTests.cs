using Unbraid.Composition.Instruments;
using Unbraid.Composition.Writing;
using Xunit;

namespace Unbraid.Tests.Composition;

public sealed class PronunciationTests
{
    [Theory]
    [InlineData("the", "D@")]
    [InlineData("light", "lait")]
    [InlineData("smile", "smail")]
    [InlineData("my", "mai")]
    [InlineData("happy", "hApi")]
    [InlineData("little", "lIt@l")]
    [InlineData("love", "lUv")]
    [InlineData("song", "sON")]
    [InlineData("queen", "kwin")]
    [InlineData("down", "daun")]
    [InlineData("stay", "stei")]
    [InlineData("moon", "mun")]
    [InlineData("thing", "TIN")]
    [InlineData("you", "yu")]
    [InlineData("go", "gou")]
    public void Words_sound_as_they_are_spoken(string word, string sounds) =>
        Assert.Equal(sounds, string.Concat(Syllables.Split(word).Select(Pronunciation.Of).Select(sound => sound.Onset + sound.Vowel + sound.Coda)));

    [Fact]
    public void Every_spelling_has_sounds_that_can_be_sung()
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz";
        foreach (var first in Letters)
            foreach (var second in Letters)
                foreach (var third in Letters)
                    foreach (var syllable in Syllables.Split($"{first}{second}{third}"))
                    {
                        var (onset, vowel, coda) = Pronunciation.Of(syllable);
                        Assert.All(Phoneme.Spell(vowel), sound => Assert.True(sound.IsVowel));
                        Assert.All(Phoneme.Spell(onset + coda), sound => Assert.False(sound.IsVowel));
                        Assert.NotEmpty(vowel);
                    }
    }
}
