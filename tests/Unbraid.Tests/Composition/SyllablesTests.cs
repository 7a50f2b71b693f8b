using Unbraid.Composition.Writing;
using Xunit;

namespace Unbraid.Tests.Composition;

public sealed class SyllablesTests
{
    [Theory]
    [InlineData("song", 1)]
    [InlineData("little", 2)]
    [InlineData("smile", 1)]
    [InlineData("walked", 1)]
    [InlineData("wanted", 2)]
    [InlineData("another", 3)]
    [InlineData("beautiful", 3)]
    [InlineData("every", 3)]
    [InlineData("you", 1)]
    [InlineData("yesterday", 3)]
    [InlineData("the", 1)]
    [InlineData("brrr", 1)]
    [InlineData("don't", 1)]
    [InlineData("über", 2)]
    [InlineData("...", 0)]
    [InlineData("aaaaaaah", 3)]
    public void Words_have_their_syllables(string word, int count) => Assert.Equal(count, Syllables.Split(word).Count);

    [Fact]
    public void A_syllable_knows_its_parts()
    {
        Assert.Equal(new Syllable("str", "ee", "t", true), Syllables.Split("street")[0]);
        Assert.False(Syllables.Split("the")[0].Stressed);
        Assert.True(Syllables.Split("morning")[0].Stressed);
        Assert.False(Syllables.Split("morning")[1].Stressed);
    }

    [Fact]
    public void Long_lines_are_sung_in_several_breaths_and_lose_no_word()
    {
        const string Line = "There was a time when every single morning felt like a brand new beginning to me";
        var phrases = Phrases.Split(Line);

        Assert.InRange(phrases.Count, 2, 3);
        Assert.All(phrases, phrase => Assert.InRange(phrase.Syllables.Count, 1, 12));
        Assert.Equal(Line, string.Join(' ', phrases.Select(phrase => phrase.Text)));
    }
}
