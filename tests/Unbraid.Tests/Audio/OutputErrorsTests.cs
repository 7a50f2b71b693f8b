using Unbraid.Audio;
using Unbraid.Audio.Wav;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class OutputErrorsTests
{
    [Theory]
    [InlineData(OutputErrors.NoSpace, "the disk is full")]
    [InlineData(OutputErrors.QuotaExceeded, "the disk is full")]
    [InlineData(OutputErrors.ReadOnlySystem, "the folder '/folder' is read-only")]
    [InlineData(OutputErrors.NameTooLong, "the name is too long")]
    [InlineData(5, "the reason")]
    public void Each_reason_has_its_sentence(int number, string words)
    {
        var message = OutputErrors.Describe("/folder/song.wav", new IOException("the reason.", number)).Message;
        Assert.StartsWith("'song.wav' cannot be written: " + words, message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_what_the_system_calls_it()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var error = Assert.ThrowsAny<IOException>(() => new WavWriter(full, new AudioFormat(44_100, 2), SampleType.Int16, AudioTags.None));
        Assert.Contains("the disk is full", OutputErrors.Describe("song.wav", error).Message, StringComparison.Ordinal);
    }
}
