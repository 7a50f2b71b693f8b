using System.Diagnostics;

namespace Unbraid.EndToEnd.Tests;

/// <summary>What may stand for a song on the command line.</summary>
public sealed class InputTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_name_that_begins_with_an_at_sign_is_a_file()
    {
        _folder.Song("@song.wav");
        var run = (await ShellAsync("cd \"$ROOT\" && \"$@\" separate --model classic -o out @song.wav")).Exited(0);
        Assert.Equal(4, run.Output.Count);
        Assert.All(_folder.Written(), path => Assert.StartsWith("@song/", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cat song.wav | \"$@\" separate -", "stdin")]
    [InlineData("mkfifo tune.wav; cat song.wav > tune.wav & \"$@\" separate tune.wav", "tune")]
    [InlineData("\"$@\" separate <(cat song.wav)", "pipe")]
    [InlineData("\"$@\" - < song.wav", "stdin")]
    [InlineData("\"$@\" song.wav", "song")]
    public async Task Sound_is_read_from_wherever_it_comes(string command, string name)
    {
        _folder.Song("song.wav");
        (await _folder.SeparateAsync(_folder.At("song.wav"))).Exited(0);
        var expected = File.ReadAllBytes(_folder.At("out/song/vocals.wav"));
        Directory.Delete(_folder.Output, recursive: true);

        var run = (await ShellAsync($"cd \"$ROOT\" && {command} --model classic -o out")).Exited(0);
        Assert.Equal(4, run.Output.Count);
        Assert.Equal(4, _folder.Written().Count);
        // The title in the tags comes from the name and is no part of the sound.
        Assert.Equal(WavFile.Read(expected), WavFile.Read(File.ReadAllBytes(_folder.At($"out/{name}/vocals.wav"))));
    }

    [Fact]
    public async Task Of_a_video_with_two_sounds_one_is_taken_from_where_it_is_wanted()
    {
        var song = WavFile.Tones(0.5);
        WavFile.Write(_folder.At("song.wav"), song);
        (await ShellAsync("cd \"$ROOT\" && ffmpeg -v error -f lavfi -i color=size=32x32:duration=1:rate=25 -i song.wav -itsoffset 0.1 -i song.wav -map 0 -map 1 -map 2 -c:v mpeg4 -c:a pcm_s16le film.mkv")).Exited(0);

        var main = (await _folder.SeparateAsync(_folder.At("film.mkv"), "--exact")).Exited(0);
        Assert.Equal(song, Sum(main));
        var other = (await _folder.SeparateAsync(_folder.At("film.mkv"), "--exact", "--track", "2", "--align", "video")).Exited(0);
        var none = (await _folder.SeparateAsync(_folder.At("film.mkv"), "--track", "3")).Exited(1);

        Assert.Contains(main.Errors, line => line.EndsWith("The file holds 2 sounds; number 1 was taken. --track takes another one.", StringComparison.Ordinal));
        Assert.DoesNotContain(other.Errors, line => line.Contains("picture", StringComparison.Ordinal) || line.Contains("sounds", StringComparison.Ordinal));
        Assert.Equal([.. new short[2 * 4410], .. song], Sum(other));
        Assert.Contains(none.Errors, line => line.Contains("'film.mkv' has no track 3; it holds 2 sounds, tracks 1 to 2.", StringComparison.Ordinal));

        static short[] Sum(CliRun run) => run.Output.Select(path => WavFile.Read(File.ReadAllBytes(path))).Aggregate((a, b) => [.. a.Zip(b, (x, y) => (short)(x + y))]);
    }

    [Theory]
    [InlineData(false, "a", "b")]
    [InlineData(true, "a", "b", "c")]
    public async Task A_folder_means_its_songs(bool recursive, params string[] names)
    {
        Directory.CreateDirectory(_folder.At("album/more"));
        foreach (var name in (string[])["album/b.wav", "album/a.WAV", "album/.hidden.wav", "album/more/c.wav"])
            _folder.Song(name);
        File.WriteAllText(_folder.At("album/cover.txt"), "no song");
        var run = (await _folder.SeparateAsync([_folder.At("album"), .. recursive ? ["--recursive"] : (string[])[]])).Exited(0);
        Assert.Equal(4 * names.Length, run.Output.Count);
        Assert.Equal(names, _folder.Written().Select(path => path.Split('/')[0]).Distinct());
    }

    [Fact]
    public async Task Results_of_an_earlier_run_are_no_songs()
    {
        _folder.Song("song.wav");
        for (int i = 0; i < 2; i++)
            Assert.Equal(4, (await _folder.SeparateAsync(_folder.Root, "--recursive")).Exited(0).Output.Count);
    }

    [Fact]
    public async Task An_address_is_refused_in_one_sentence_and_stops_no_other()
    {
        var run = (await _folder.SeparateAsync("https://example.com/song.mp3", _folder.Song("song.wav"))).Exited(1);
        Assert.Contains(run.Errors, line => line.Contains("'https://example.com/song.mp3' is an address", StringComparison.Ordinal));
        Assert.Equal(4, run.Output.Count);
    }

    [Fact]
    public async Task Waiting_for_a_pipe_ends_with_one_signal()
    {
        using (var make = Process.Start("mkfifo", [_folder.At("tune.wav")]))
            await make.WaitForExitAsync();
        await using var process = _folder.StartSeparate(_folder.Song("song.wav"), _folder.At("tune.wav"));
        await process.ErrorLineAsync("song.wav (1 of 2): 4 stems");
        await process.SignalAsync("INT");
        (await process.WaitAsync()).Exited(130);
    }

    /// <summary>Runs a line of bash, in which "$@" is the command and $ROOT the test's folder.</summary>
    private async Task<CliRun> ShellAsync(string line)
    {
        await using var process = CliProcess.Start(_folder.At("home"), [], [("ROOT", _folder.Root)], ["bash", "-c", line, "bash"]);
        return await process.WaitAsync();
    }
}
