namespace Unbraid.EndToEnd.Tests;

public sealed class ComposeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_song_and_its_stems_are_written_and_their_paths_printed()
    {
        var song = _folder.At("song.flac");
        await File.WriteAllTextAsync(_folder.At("words.txt"), "[Verse]\nOne little line to sing\n[Chorus]\nAnd another thing");
        var run = (await _folder.RunAsync(
            "compose", "--prompt", "pop, 120 BPM, C major", "--lyrics", _folder.At("words.txt"), "--duration", "20", "--stems", "-o", song)).Exited(0);

        string[] names = ["song.flac", "song-vocals.flac", "song-drums.flac", "song-bass.flac", "song-other.flac"];
        Assert.Equal(names.Select(_folder.At), run.Output);
        Assert.All(run.Output, path => Assert.True(new FileInfo(path).Length > 10_000, path));
        Assert.Contains("120 BPM, 4/4, C major, 20 s", run.Errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_file_and_another_seed_another()
    {
        foreach (var (name, seed) in new[] { ("a", "1"), ("b", "1"), ("c", "2") })
            (await _folder.RunAsync("compose", "--seed", seed, "--instrumental", "--duration", "20", "-o", _folder.At(name + ".wav"))).Exited(0);

        var first = await File.ReadAllBytesAsync(_folder.At("a.wav"));
        Assert.Equal(first, await File.ReadAllBytesAsync(_folder.At("b.wav")));
        Assert.NotEqual(first, await File.ReadAllBytesAsync(_folder.At("c.wav")));
    }

    [Fact]
    public async Task Where_nothing_can_be_written_nothing_is_left()
    {
        var run = (await _folder.RunAsync("compose", "--duration", "20", "-o", Path.Combine(_folder.At("missing"), "song.wav"))).Exited(1);

        Assert.Empty(run.Output);
        Assert.Contains("song.wav", run.Errors[^1], StringComparison.Ordinal);
    }
}
