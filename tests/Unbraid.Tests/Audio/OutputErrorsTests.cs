using Unbraid.Audio;
using Unbraid.Audio.Wav;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class OutputErrorsTests
{
    [Theory]
    [InlineData(28, FaultReason.DiskFull, "the disk is full")]
    [InlineData(122, FaultReason.DiskQuota, "the disk is full up to your quota")]
    [InlineData(27, FaultReason.FileTooLarge, "it would be larger than files may be here")]
    [InlineData(30, FaultReason.ReadOnly, "the folder '/folder' is read-only")]
    [InlineData(13, FaultReason.NoPermission, "no permission in the folder '/folder'")]
    [InlineData(36, FaultReason.Request, "the name is too long")]
    [InlineData(5, FaultReason.DiskError, "the disk reports an error")]
    [InlineData(116, FaultReason.DiskError, "the disk reports an error")]
    [InlineData(24, FaultReason.OutOfHandles, "too many files are open")]
    [InlineData(23, FaultReason.OutOfHandles, "too many files are open")]
    [InlineData(12, FaultReason.OutOfMemory, "there is not enough memory")]
    [InlineData(16, FaultReason.InUse, "another program is using it")]
    [InlineData(71, FaultReason.DiskError, "the reason")]
    public void Each_reason_has_its_sentence(int number, FaultReason reason, string words)
    {
        var fault = OutputErrors.Describe("/folder/song.wav", new IOException("the reason.", number));
        Assert.Equal(reason, fault.Reason);
        Assert.StartsWith("'song.wav' cannot be written: " + words, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_what_the_system_calls_it()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var error = Assert.ThrowsAny<IOException>(() => new WavWriter(full, new AudioFormat(44_100, 2), SampleType.Int16, AudioTags.None));
        Assert.Contains("the disk is full", OutputErrors.Describe("song.wav", error).Message, StringComparison.Ordinal);
    }
}
