using System.Diagnostics;

namespace Unbraid.EndToEnd.Tests;

/// <summary>Each bad input costs one sentence and exit status 1, and leaves nothing behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_missing_file() => RefusedAsync(_folder.At("missing.wav"), "does not exist");

    [Fact]
    public Task A_folder()
    {
        Directory.CreateDirectory(_folder.At("album"));
        return RefusedAsync(_folder.At("album"), "holds no songs");
    }

    [Fact]
    public Task An_empty_file()
    {
        File.WriteAllBytes(_folder.At("empty.mp3"), []);
        return RefusedAsync(_folder.At("empty.mp3"), "is empty");
    }

    [Fact]
    public Task A_text_called_mp3()
    {
        File.WriteAllText(_folder.At("lyrics.mp3"), "Twinkle, twinkle, little star,\nhow I wonder what you are.\n");
        return RefusedAsync(_folder.At("lyrics.mp3"), "is not a sound file");
    }

    [Fact]
    public async Task A_video_without_sound()
    {
        var video = _folder.At("silent-film.mp4");
        string[] arguments = ["-v", "error", "-f", "lavfi", "-i", "testsrc=duration=1:size=64x64:rate=5", "-an", video];
        using (var ffmpeg = Process.Start("ffmpeg", arguments))
            await ffmpeg.WaitForExitAsync();

        await RefusedAsync(video, "has no sound");
    }

    [Fact]
    public Task A_wav_file_without_samples()
    {
        WavFile.Write(_folder.At("nothing.wav"), ReadOnlySpan<short>.Empty);
        return RefusedAsync(_folder.At("nothing.wav"), "no sound");
    }

    [Fact]
    public async Task An_output_folder_below_a_file()
    {
        var song = _folder.Song("song.wav");
        var run = (await _folder.RunAsync("separate", "--model", "classic", song, "-o", Path.Combine(song, "stems"))).Exited(1);

        Assert.Empty(run.Output);
        Assert.Contains("Cannot make the output folder", Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.Contains($"'{song}' is a file", run.Errors[0], StringComparison.Ordinal);
        Assert.Equal([song], Directory.EnumerateFiles(_folder.Root));
    }

    [Fact]
    public async Task An_output_folder_where_there_can_be_none()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        var run = (await _folder.RunAsync("separate", "--model", "classic", _folder.Song("song.wav"), "-o", "/proc/stems")).Exited(1);

        Assert.Equal("Cannot make the output folder '/proc/stems/song': no folder can be made in '/proc'; choose another.", Assert.Single(run.Errors));
    }

    [Fact]
    public async Task A_song_whose_folder_is_missing_names_the_folder_and_no_model_is_advised()
    {
        var run = (await _folder.RunAsync("separate", "missing/song.wav", "-o", _folder.Output)).Exited(1);

        Assert.Equal("'song.wav' does not exist, and neither does its folder 'missing'; check the name.", Assert.Single(run.Errors));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&- 2>&-")]
    public async Task A_closed_stream_costs_nothing(string closed)
    {
        string[] wrapper = ["bash", "-c", $"\"$@\" {closed}", "bash"];
        await using var process = CliProcess.Start(
            _folder.At("home"), ["separate", "--model", "classic", "-o", _folder.Output, _folder.Song("song.wav")], wrapper: wrapper);
        Assert.Equal(4, (await process.WaitAsync()).Exited(0).Output.Count(File.Exists));
    }

    private async Task RefusedAsync(string input, string reason)
    {
        var run = (await _folder.SeparateAsync(input)).Exited(1);

        Assert.Empty(run.Output);
        var sentence = Assert.Single(run.Errors);
        Assert.Contains(reason, sentence, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(input), sentence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Output), "The output folder was left behind.");
        Assert.Empty(_folder.Processes());
    }
}
