using System.Diagnostics;
using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class FfmpegTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_that_is_not_installed_is_named_with_the_remedy()
    {
        var error = Assert.Throws<AudioException>(() => FfmpegProcess.Start("ffmpeg-that-is-not-here", [], ChildLimits.Probing));
        Assert.Equal($"ffmpeg-that-is-not-here is not installed; install it {FfmpegInstallation.HowTo()} and try again.", error.Message);
    }

    [Fact]
    public async Task Disposing_a_decoder_ends_its_child()
    {
        var decoder = await StartDecoderAsync();
        Assert.True(IsRunning(decoder.ProcessId));
        await decoder.DisposeAsync();
        Assert.False(IsRunning(decoder.ProcessId));
        await decoder.DisposeAsync();
    }

    [Fact]
    public async Task Cancelling_a_read_ends_the_child()
    {
        await using var decoder = await StartDecoderAsync();
        using var cancelled = new CancellationTokenSource();
        await decoder.ReadAsync(new float[1000], cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await decoder.ReadAsync(new float[1_000_000], cancelled.Token));
        await EndedAsync(decoder.ProcessId);
    }

    [Fact]
    public async Task A_cancelled_probe_says_so()
    {
        await using (await StartDecoderAsync())
        {
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AudioProbe.ReadAsync(_folder.File("long.flac"), new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AudioReader.OpenAsync(_folder.File("long.flac"), null, new CancellationToken(true)));
    }

    [Fact]
    public async Task An_encoder_that_waits_for_more_is_ended_with_its_writer()
    {
        var encoder = new FfmpegEncoder(_folder.File("song"), new AudioFormat(8000, 1), new AudioEncoding(AudioContainer.Flac), AudioTags.None);
        await encoder.WriteAsync(new byte[1000], CancellationToken.None);
        await encoder.DisposeAsync();
        Assert.False(IsRunning(encoder.ProcessId));
    }

    [Fact]
    public async Task An_encoder_that_was_killed_tells_how_it_ended()
    {
        await using var encoder = new FfmpegEncoder(
            _folder.File("killed"), new AudioFormat(8000, 1), new AudioEncoding(AudioContainer.Flac), AudioTags.None);
        using (var child = Process.GetProcessById(encoder.ProcessId))
            child.Kill();
        var error = await Assert.ThrowsAsync<FfmpegFault>(async () => await encoder.FinishAsync(CancellationToken.None));
        Assert.Equal(FaultReason.ToolKilled, error.Reason);
        Assert.Equal("ffmpeg was killed by signal 9, as happens where memory is short; try again", error.Message);
    }

    [Theory]
    [InlineData(AudioContainer.Flac)]
    [InlineData(AudioContainer.Mp3)]
    [InlineData(AudioContainer.M4a)]
    [InlineData(AudioContainer.Ogg)]
    [InlineData(AudioContainer.Opus)]
    public async Task A_full_disk_is_noticed(AudioContainer container)
    {
        await using var encoder = new FfmpegEncoder("/dev/full", new AudioFormat(44_100, 2), new AudioEncoding(container), AudioTags.None);
        var block = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Sounds.Noise(8192, 2)).ToArray();
        var error = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (int i = 0; i < 40; i++)
                await encoder.WriteAsync(block, CancellationToken.None);
            await encoder.FinishAsync(CancellationToken.None);
        });
        Assert.Equal("'song' cannot be written: the disk is full; free some space and try again.", OutputErrors.Describe("/folder/song", error).Message);
    }

    [Theory]
    [InlineData("[mp3 @ 0x55ac24b49840] Header missing", "Header missing")]
    [InlineData("[in#0 @ 0x1] [mp3 @ 0x2] Bad thing.", "Bad thing")]
    [InlineData("file:/folder/.unbraid-1.tmp: Invalid data found when processing input", "Invalid data found when processing input")]
    [InlineData("Error writing trailer of file:/folder/.unbraid-1.tmp: No space left on device", "Error writing trailer of the file: No space left on device")]
    [InlineData("[png_pipe @ 0x2] Format not on whitelist 'wav,w64,aiff'", "")]
    [InlineData("", "")]
    public void What_ffmpeg_says_is_told_without_names_of_files(string line, string phrase) =>
        Assert.Equal(phrase, FfmpegErrors.Sentence(["something earlier", line], "file:/folder/.unbraid-1.tmp").Replace("something earlier", "", StringComparison.Ordinal));

    private async Task<FfmpegDecoder> StartDecoderAsync()
    {
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "anoisesrc=d=30", _folder.File("long.flac"));
        return await FfmpegDecoder.StartAsync(await FfmpegProbe.ReadAsync(_folder.File("long.flac"), CancellationToken.None), CancellationToken.None);
    }

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    private static async Task EndedAsync(int process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (IsRunning(process))
            await Task.Delay(10, limit.Token);
    }
}
