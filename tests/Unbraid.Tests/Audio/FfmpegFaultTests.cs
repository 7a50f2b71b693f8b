using System.ComponentModel;
using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class FfmpegFaultTests
{
    private const string Url = "file:/folder/song.mp3";

    [Theory]
    [InlineData(137, "", FaultReason.ToolKilled)]
    [InlineData(139, "", FaultReason.ToolKilled)]
    [InlineData(143, "", FaultReason.ToolKilled)]
    [InlineData(153, "", FaultReason.FileTooLarge)]
    [InlineData(255, "", FaultReason.ToolKilled)]
    [InlineData(127, "", FaultReason.ToolMissing)]
    [InlineData(1, Url + ": Too many open files", FaultReason.OutOfHandles)]
    [InlineData(1, Url + ": Permission denied", FaultReason.NoPermission)]
    [InlineData(1, Url + ": No such file or directory", FaultReason.Missing)]
    public void The_machine_is_blamed_for_what_is_its_own(int exitCode, string line, FaultReason reason) =>
        Assert.Equal(reason, FfmpegFault.OfInput("ffmpeg", exitCode, [line], Url)?.Reason);

    [Theory]
    [InlineData(Url + ": Invalid data found when processing input")]
    [InlineData(Url + ": Input/output error")]
    [InlineData("[mov @ 0x1] Cannot allocate memory")]
    [InlineData("[mov @ 0x1] other.mov: No such file or directory")]
    public void The_file_is_blamed_for_its_content(string line) =>
        Assert.Null(FfmpegFault.OfInput("ffmpeg", 1, [line], Url));

    [Theory]
    [InlineData(2, FaultReason.ToolMissing, "is not installed")]
    [InlineData(13, FaultReason.ToolMissing, "cannot be run")]
    [InlineData(24, FaultReason.OutOfHandles, "too many files are open")]
    [InlineData(11, FaultReason.OutOfMemory, "no process allowed")]
    [InlineData(12, FaultReason.OutOfMemory, "no memory")]
    public void A_program_that_does_not_start_says_why(int number, FaultReason reason, string words)
    {
        var error = FfmpegFault.NotStarted("ffmpeg", new Win32Exception(number));
        Assert.Equal(reason, error.Reason);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    Last message repeated 1 times")]
    [InlineData("Error marking filters as finished")]
    [InlineData("file:/folder/song.mp3: End of file")]
    [InlineData("file:/folder/song.mp3: Invalid argument")]
    [InlineData("[mov,mp4 @ 0x5581] partial file")]
    [InlineData("Conversion failed!")]
    public void Lines_that_help_nobody_are_left_out(string line)
    {
        Assert.Equal("", FfmpegErrors.Sentence([line], Url));
        Assert.Equal("moov atom not found", FfmpegErrors.Sentence(["[mov @ 0x1] moov atom not found", line], Url));
    }
}
