using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public class PlainTextTests
{
    [Theory]
    [InlineData("a\tb\r\nc\u001B[2Jd", "a b  c [2Jd")]
    [InlineData("song\u202Egpj.exe", "song gpj.exe")]
    [InlineData("\u2066x\u2069\u200F\u061C\u2028", " x    ")]
    [InlineData("Łódź 東京 👩‍🎤 é", "Łódź 東京 👩‍🎤 é")]
    public void What_is_no_text_becomes_a_space(string text, string line) => Assert.Equal(line, PlainText.OneLine(text));

    [Fact]
    public void A_fault_is_told_in_one_line_that_has_an_end()
    {
        var fault = new AudioException($"'x\ny' is {new string('z', 5000)} no sound.");

        Assert.StartsWith("'x y' is zzz", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("zzz no sound.", fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Message.Length, 900, 1100);
    }
}
