namespace Unbraid.EndToEnd.Tests;

public sealed class MixTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exact_stems_of_a_folder_give_their_song_back_however_often()
    {
        var song = _folder.Song("song.wav");
        (await _folder.SeparateAsync(song, "--exact")).Exited(0);
        var stems = Path.Combine(_folder.Output, "song");
        var mix = Path.Combine(stems, "mix.wav");

        for (int run = 0; run < 2; run++)
        {
            Assert.Equal([mix], (await _folder.RunAsync("mix", stems, "-o", mix)).Exited(0).Output);
            Assert.Equal(WavFile.Read(await File.ReadAllBytesAsync(song)), WavFile.Read(await File.ReadAllBytesAsync(mix)));
        }
    }

    [Fact]
    public async Task Stems_are_muted_or_heard_alone()
    {
        short[] a = [.. Enumerable.Repeat((short)1000, 2000)], b = [.. Enumerable.Repeat((short)300, 2000)];
        WavFile.Write(_folder.At("a.wav"), a);
        WavFile.Write(_folder.At("b.wav"), b);
        string[] files = [_folder.At("a.wav"), _folder.At("b.wav")];

        foreach (var (expected, options) in new (short, string[])[] { (1300, []), (300, ["--mute", "a"]), (1000, ["--solo", "a"]), (0, ["--mute", "a,b"]) })
        {
            (await _folder.RunAsync(["mix", .. files, .. options, "-o", _folder.At("mix.wav")])).Exited(0);
            Assert.All(WavFile.Read(await File.ReadAllBytesAsync(_folder.At("mix.wav"))), sample => Assert.Equal(expected, sample));
        }
    }

    [Fact]
    public async Task Too_loud_a_mix_is_written_and_said()
    {
        var song = _folder.Song("song.wav");

        var run = (await _folder.RunAsync("mix", song, "--gain", "song=20", "-o", _folder.At("loud.wav"))).Exited(0);

        Assert.Contains("lower the gains, or write --bits 32f", run.Errors[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--gain kazoo=3", "'kazoo', which is none of the stems: song")]
    [InlineData("--gain song", "write NAME=DB")]
    [InlineData("--gain song=1e3", "-120 to 24")]
    [InlineData("--pan song=2", "-1 to 1")]
    [InlineData("--mute ,", "--mute names no stem")]
    [InlineData("--start 2 --end 1", "--end 1")]
    [InlineData("--bits 20", "--bits 20 is not known")]
    [InlineData("-o mix.aiff", "'.aiff'")]
    [InlineData("-o {song}", "written over the stem")]
    [InlineData("--nonsense", "no option '--nonsense'")]
    public async Task What_makes_no_sense_is_refused_before_any_work(string options, string reason)
    {
        var song = _folder.Song("song.wav");

        var run = (await _folder.RunAsync(["mix", song, .. options.Contains("-o", StringComparison.Ordinal) ? [] : (string[])["-o", _folder.At("mix.wav")], .. options.Replace("{song}", song, StringComparison.Ordinal).Split(' ')])).Exited(2);

        Assert.Contains(reason, run.Errors[0], StringComparison.Ordinal);
        Assert.Contains("unbraid mix --help", run.Errors[1], StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("mix.wav")));
    }
}
