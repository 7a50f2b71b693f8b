using Unbraid.Composition;
using Xunit;

namespace Unbraid.Tests.Composition;

public sealed class TitleTextTests
{
    [Theory]
    [InlineData("The morning comes on quiet feet,", 48, "The morning comes on quiet feet")]
    [InlineData("Over the hills, where nobody ever asked us to go home again", 40, "Over the hills")]
    [InlineData("We were walking for the whole of the night and a day", 33, "We were walking for the whole")]
    [InlineData("Donaudampfschifffahrtsgesellschaft", 10, "Donaudampf")]
    [InlineData("  short  ", 10, "short")]
    [InlineData("\U0001F3B5\U0001F3B5\U0001F3B5", 3, "\U0001F3B5")]
    public void A_title_ends_where_a_phrase_does(string text, int longest, string title) => Assert.Equal(title, TitleText.Shorten(text, longest));

    [Fact]
    public void A_title_is_never_longer_than_asked_nor_empty()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 5000; trial++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => " aehnrt,.".ToCharArray()[random.Next(9)])]);
            int longest = random.Next(1, 60);
            var title = TitleText.Shorten(text, longest);
            Assert.InRange(title.Length, 0, longest);
            if (text.Any(char.IsLetter) && text.TrimStart()[..Math.Min(longest, text.TrimStart().Length)].All(char.IsLetter))
                Assert.NotEmpty(title);
        }
    }
}
