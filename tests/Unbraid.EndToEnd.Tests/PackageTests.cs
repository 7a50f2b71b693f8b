using System.IO.Compression;

namespace Unbraid.EndToEnd.Tests;

public sealed class PackageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("out.zip", "project.json")]
    [InlineData("out.dawproject", "project.xml")]
    [InlineData("out.zip", "project.rpp", "--format", "reaper", "--tempo", "92.5", "--first-beat", "0.1")]
    [InlineData("out.stem.mp4", null)]
    public async Task Stems_of_a_folder_become_one_file(string name, string? project, params string[] options)
    {
        var stems = await SeparateAsync();
        var output = _folder.At(name);

        Assert.Equal([output], (await _folder.RunAsync(["package", stems, "-o", output, .. options])).Exited(0).Output);

        if (project is null)
        {
            Assert.True(new FileInfo(output).Length > 1000);
            return;
        }

        await using var zip = await ZipFile.OpenReadAsync(output);
        Assert.Contains(zip.Entries, entry => entry.FullName == project);
        Assert.Equal(options.Length > 0 ? 5 : 4, zip.Entries.Count(entry => entry.FullName.EndsWith(".wav", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--format rar", "zip, stem.mp4, reaper, dawproject")]
    [InlineData("--format stem.mp4", "exactly 4 stems")]
    [InlineData("--song x.wav", "--song has a meaning for --format stem.mp4 alone")]
    [InlineData("--tempo 0", "1 to 960")]
    [InlineData("--first-beat 1", "needs a --tempo")]
    [InlineData("--tempo 90 --first-beat -1", "--first-beat -1 is out of range")]
    [InlineData("--nonsense", "no option '--nonsense'")]
    public async Task What_makes_no_sense_is_refused_before_any_work(string options, string reason)
    {
        var run = (await _folder.RunAsync(["package", _folder.Song("song.wav"), "-o", _folder.At("out.zip"), .. options.Split(' ')])).Exited(2);

        Assert.Contains(reason, run.Errors[0], StringComparison.Ordinal);
        Assert.Contains("unbraid package --help", run.Errors[1], StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("out.zip")));
    }

    [Fact]
    public async Task Stems_that_do_not_fit_are_refused_and_nothing_is_left()
    {
        string[] files = [_folder.Song("a.wav"), _folder.Song("b.wav", 0.6)];

        var run = (await _folder.RunAsync(["package", .. files, "-o", _folder.At("out.zip")])).Exited(1);

        Assert.Contains("the stems of a song have one length", run.Errors[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("out.zip")));
    }

    private async Task<string> SeparateAsync()
    {
        (await _folder.SeparateAsync(_folder.Song("song.wav"))).Exited(0);
        return Path.Combine(_folder.Output, "song");
    }
}
