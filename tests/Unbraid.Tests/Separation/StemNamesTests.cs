using Unbraid.Audio;
using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class StemNamesTests : IDisposable
{
    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData("{stem}", "vocals")]
    [InlineData("{title} - {stem}", "A_B_ _Live_ - vocals")]
    [InlineData("{artist}, {album}: {stem}", null)]
    [InlineData("{artist} ({album}) {stem} [{model}]", "Ada (unknown album) vocals [split]")]
    [InlineData("{file}{{{stem}}}", "song{vocals}")]
    [InlineData(" .{stem} ", "_vocals")]
    public async Task A_template_names_the_files(string template, string? expected)
    {
        if (expected is null)
        {
            Assert.Contains("has a ':', which no name", Assert.Throws<SeparationException>(() => StemNames.Parse(template)).Message, StringComparison.Ordinal);
            return;
        }

        var song = await WriteAsync(new() { ["title"] = " A/B: *Live*\n", ["artist"] = "Ada" });
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var output = new StemOutput { Folder = _songs.Output, Names = StemNames.Parse(template) };
        var result = await separator.SeparateAsync(song, output);

        Assert.Equal(Path.Combine(_songs.Output, $"{expected}.wav"), result.Stems["vocals"]);
        Assert.All(result.Stems.Values, path => Assert.True(File.Exists(path)));
        Assert.Equal(result.Stems.Values, separator.PathsOf(song, (await AudioProbe.ReadAsync(song)).Tags, output));
    }

    [Fact]
    public async Task A_long_title_is_cut_between_letters_and_a_missing_one_is_the_files_name()
    {
        using var separator = new Separator(new SplitModel(), new SeparatorOptions());
        var output = new StemOutput { Folder = _songs.Output, Names = StemNames.Parse("{title} {stem}") };
        var tags = new AudioTags(new Dictionary<string, string> { ["title"] = new('歌', 200) });
        Assert.Equal($"{new string('歌', 33)} vocals.wav", Path.GetFileName(separator.PathsOf("/x/song.mp3", tags, output)[3]));
        Assert.Equal("song vocals.wav", Path.GetFileName(separator.PathsOf("/x/song.mp3", AudioTags.None, output)[3]));
        var result = await separator.SeparateAsync(await WriteAsync(new()), output);
        Assert.Equal("song vocals.wav", Path.GetFileName(result.Stems["vocals"]));
    }

    [Theory]
    [InlineData("{stem} {tilte}", "The name '{stem} {tilte}' has the placeholder {tilte}, which is not known; there are {stem}, {title}, {artist}, {album}, {model}, {file}.")]
    [InlineData("{stem", "The name '{stem' has a { without a } after it; write {{ for a brace.")]
    [InlineData("stem}", "The name 'stem}' has a } without a { before it; write }} for a brace.")]
    [InlineData("../{stem}", "The name '../{stem}' has a '/', which no name of a file may have.")]
    public void What_cannot_be_read_is_refused_with_what_can_be(string template, string message) =>
        Assert.Equal(message, Assert.Throws<SeparationException>(() => StemNames.Parse(template)).Message);

    [Fact]
    public async Task Several_stems_of_one_name_are_refused_and_a_single_one_may_have_any()
    {
        var song = await WriteAsync(new());
        var output = new StemOutput { Folder = _songs.Output, Names = StemNames.Parse("{title}") };
        using var all = new Separator(new SplitModel(), new SeparatorOptions());
        var error = await Assert.ThrowsAsync<SeparationException>(() => all.SeparateAsync(song, output));
        Assert.Equal("The name '{title}' is the same for several of the stems drums, bass, other, vocals: put {stem} into it.", error.Message);
        Assert.False(Directory.Exists(_songs.Output));

        using var one = new Separator(new SplitModel(), new SeparatorOptions { Stems = ["vocals"] });
        Assert.Equal("song.wav", Path.GetFileName((await one.SeparateAsync(song, output)).Stems["vocals"]));
    }

    [Fact]
    public async Task A_song_is_not_written_over_by_its_stem()
    {
        var song = await WriteAsync(new());
        var before = await File.ReadAllBytesAsync(song);
        using var separator = new Separator(new SplitModel(), new SeparatorOptions { Stems = ["vocals"] });
        var error = await Assert.ThrowsAsync<SeparationException>(
            () => separator.SeparateAsync(song, new StemOutput { Folder = _songs.Folder, Names = StemNames.Parse("{file}") }));
        Assert.Contains("would be written over the song", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(song));
        Assert.Equal([song], Directory.GetFileSystemEntries(_songs.Folder));
    }

    private async Task<string> WriteAsync(Dictionary<string, string> tags)
    {
        var path = Path.Combine(_songs.Folder, "song.wav");
        await using var writer = AudioWriter.Create(path, new AudioFormat(44_100, 2), new AudioEncoding(AudioContainer.Wav), new AudioTags(tags));
        await writer.WriteAsync(new float[20_000]);
        await writer.CompleteAsync();
        return path;
    }
}
