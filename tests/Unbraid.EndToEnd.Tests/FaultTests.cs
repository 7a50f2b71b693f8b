using System.Diagnostics;
using System.Text.Json;

namespace Unbraid.EndToEnd.Tests;

/// <summary>Each fault of the machine costs one sentence that names it, and leaves nothing behind.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("kill -9 $$", "ffmpeg was killed by signal 9", "ToolKilled")]
    [InlineData("kill -SEGV $$", "ffmpeg was killed by signal 11", "ToolKilled")]
    [InlineData("exit 255", "ffmpeg was stopped by a signal", "ToolKilled")]
    [InlineData("echo 'libavcodec.so.59: cannot open shared object file' >&2; exit 127", "ffmpeg cannot be run", "ToolMissing")]
    [InlineData("cat >/dev/null; echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1", "the disk is full", "DiskFull")]
    [InlineData("cat >/dev/null; echo 'file:x: Disk quota exceeded' >&2; exit 1", "the disk is full up to your quota", "DiskQuota")]
    [InlineData("cat >/dev/null; echo 'Error writing trailer of x: Input/output error' >&2; exit 0", "the disk reports an error", "DiskError")]
    [InlineData("cat >/dev/null; echo 'file:x: Read-only file system' >&2; exit 1", "read-only", "ReadOnly")]
    public async Task What_ends_an_encoder_is_named(string script, string words, string reason) =>
        await FailedAsync(words, reason, await RunWithFfmpegAsync(script, _folder.Song("song.wav"), "--format", "mp3"));

    [Theory]
    [InlineData("kill -9 $$", "ffmpeg was killed by signal 9", "ToolKilled")]
    [InlineData("kill -TERM $$", "ffmpeg was killed by signal 15", "ToolKilled")]
    public async Task What_ends_a_decoder_is_not_blamed_on_the_song(string script, string words, string reason)
    {
        var song = _folder.At("song.flac");
        using (var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-i", _folder.Song("song.wav"), song]))
            await ffmpeg.WaitForExitAsync();
        await FailedAsync(words, reason, await RunWithFfmpegAsync(script, song));
    }

    [Fact]
    public async Task A_missing_ffmpeg_is_named_with_the_remedy()
    {
        Directory.CreateDirectory(_folder.At("bin"));
        File.CreateSymbolicLink(_folder.At("bin/dotnet"), Dotnet());
        File.CreateSymbolicLink(_folder.At("bin/env"), "/usr/bin/env");
        await FailedAsync(
            "ffmpeg is not installed", "ToolMissing", await RunAsync(":", [("PATH", _folder.At("bin"))], _folder.Song("song.wav"), "--format", "mp3"));
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("flac")]
    public async Task A_limit_of_file_sizes_is_named(string format) =>
        await FailedAsync(
            "larger than files may be here", "FileTooLarge",
            // The runtime itself makes a large file where it may not map memory as it likes.
            await RunAsync("ulimit -f 64", [("DOTNET_EnableWriteXorExecute", "0")], _folder.Song("song.wav", 4), "--format", format));

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public async Task Too_few_files_are_one_sentence(int limit)
    {
        await using var process = CliProcess.Start(
            _folder.At("home"), ["separate", "--model", "classic", "-o", _folder.Output, _folder.Song("song.wav")], wrapper: Limited($"ulimit -n {limit}"));
        var run = (await process.WaitAsync()).Exited(1);

        Assert.StartsWith($"Only {limit} files may be open at the same time", Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Output));
    }

    [Theory]
    [InlineData("separate")]
    [InlineData("bench", "--model", "mini")]
    public async Task Kernels_that_do_not_exist_are_one_sentence(params string[] command)
    {
        string[] song = command is ["separate"] ? [_folder.Song("song.wav"), "-o", _folder.Output] : [];
        foreach (var kernels in (string[])["sse9", "7", "avx2,plain"])
        {
            await using var process = CliProcess.Start(_folder.At("home"), [.. command, .. song], [("UNBRAID_KERNELS", kernels)]);
            var run = await process.WaitAsync();

            Assert.NotEqual(0, run.ExitCode);
            Assert.StartsWith($"UNBRAID_KERNELS={kernels} cannot run here: take one of ", run.Errors[0], StringComparison.Ordinal);
            Assert.True(run.Errors.Count <= 2, string.Join('\n', run.Errors));
        }
    }

    private async Task<CliRun> RunWithFfmpegAsync(string script, params string[] arguments)
    {
        Directory.CreateDirectory(_folder.At("bin"));
        File.WriteAllText(_folder.At("bin/ffmpeg"), $"#!/bin/sh\n{script}\n");
        using (var chmod = Process.Start("chmod", ["+x", _folder.At("bin/ffmpeg")]))
            await chmod.WaitForExitAsync();
        return await RunAsync(":", [("PATH", $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}")], arguments);
    }

    private async Task<CliRun> RunAsync(string limits, (string, string)[] environment, params string[] arguments)
    {
        await using var process = CliProcess.Start(
            _folder.At("home"), ["separate", "--json", "--model", "classic", "-o", _folder.Output, .. arguments], environment, Limited(limits));
        return await process.WaitAsync();
    }

    private Task FailedAsync(string words, string reason, CliRun run)
    {
        run.Exited(1);
        Assert.Contains(words, Assert.Single(run.Errors), StringComparison.Ordinal);
        var report = JsonDocument.Parse(Assert.Single(run.Output)).RootElement;
        Assert.Equal(reason, report.GetProperty("reason").GetString());
        Assert.False(Directory.Exists(_folder.Output), "The output folder was left behind.");
        Assert.Empty(_folder.Processes());
        return Task.CompletedTask;
    }

    private static string[] Limited(string limits) => ["/bin/sh", "-c", $"{limits} && exec \"$@\"", "sh"];

    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
}
