namespace Unbraid.EndToEnd.Tests;

/// <summary>What is invalid is refused before any work, with exit status 2 and the way to the help.</summary>
public sealed class MisuseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lossy", "--exact", "--format", "mp3")]
    [InlineData("choose 24", "--format", "flac", "--bits", "32f")]
    [InlineData("--format aiff is not known: choose wav, flac, mp3, m4a, ogg or opus", "--format", "aiff")]
    [InlineData("--bits 20 is not known", "--bits", "20")]
    [InlineData("A bitrate of 400 kbit/s is out of range for mp3: give 32 to 320", "--format", "mp3", "--bitrate", "400")]
    [InlineData("A bitrate of 5 kbit/s is out of range for opus: give 6 to 510", "--format", "opus", "--bitrate", "5")]
    [InlineData("wav is lossless and has no bitrate", "--bitrate", "128")]
    [InlineData("--bitrate high is not a whole number", "--format", "mp3", "--bitrate", "high")]
    [InlineData("--bits has no meaning with --format ogg", "--format", "ogg", "--bits", "24")]
    [InlineData("has the placeholder {tilte}, which is not known; there are {stem}, {title}, {artist}, {album}, {model}, {file}", "--name", "{tilte}{stem}")]
    [InlineData("The name '{title}' is the same for several of the stems", "--name", "{title}")]
    [InlineData("--quiet and --verbose contradict each other", "--quiet", "--verbose")]
    [InlineData("--skip-existing and --overwrite contradict each other", "--skip-existing", "--overwrite")]
    [InlineData("--clip loud is not known: choose rescale, clamp or none", "--clip", "loud")]
    [InlineData("0 threads are out of range: give 1 or more", "--threads", "0")]
    [InlineData("overlap of 0.95", "--overlap", "0.95")]
    [InlineData("write 0.3, with a point", "--overlap", "0,3")]
    [InlineData("--overlap half is not a number", "--overlap", "half")]
    [InlineData("--threads two is not a whole number", "--threads", "two")]
    [InlineData("Did you mean '--format'?", "--fromat")]
    [InlineData("-1 shifts", "--shifts", "-1")]
    [InlineData("--exact needs all stems", "--exact", "--stems", "vocals")]
    [InlineData("--stems names no stem", "--stems", ",")]
    [InlineData("vocals", "--stems", "kazoo")]
    [InlineData("--track 0 is no track: give 1 or more", "--track", "0")]
    [InlineData("--track two is not a whole number", "--track", "two")]
    [InlineData("--align picture is not known: choose sound or video", "--align", "picture")]
    [InlineData("--nonsense", "--nonsense")]
    public async Task Separate_refuses(string reason, params string[] options)
    {
        var song = _folder.Song("song.wav");
        Refused(await _folder.SeparateAsync([song, .. options]), reason, "unbraid separate --help");
    }

    [Theory]
    [InlineData("There is no command 'seperate', and no file of that name. Did you mean 'separate'?", "unbraid --help", "seperate")]
    [InlineData("Did you mean 'list'?", "unbraid models --help", "models", "lst")]
    [InlineData("There is no option '--jsn'. Did you mean '--json'?", "unbraid models list --help", "models", "list", "--jsn")]
    [InlineData("write 1.5, with a point", "unbraid mix --help", "mix", "stem.wav", "--start", "1,5")]
    public async Task A_wrong_word_is_answered_with_the_right_one(string reason, string help, params string[] arguments) =>
        Refused(await _folder.RunAsync(arguments), reason, help);

    [Fact]
    public async Task An_unknown_model_is_answered_with_the_known_ones()
    {
        var song = _folder.Song("song.wav");
        var run = await _folder.RunAsync("separate", "--model", "nosuch", "-o", _folder.Output, song);

        Refused(run, "There is no model 'nosuch'", "unbraid separate --help");
        Assert.Contains("classic", run.Errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unbraid --help", "frobnicate")]
    [InlineData("unbraid separate --help", "separate")]
    [InlineData("unbraid token --help", "token")]
    [InlineData("unbraid token --help", "token", "--subject", "me", "--expires", "never")]
    [InlineData("unbraid evaluate --help", "evaluate", "songs", "--model", "classic", "--estimates", "stems")]
    [InlineData("unbraid bench --help", "bench", "--threads", "0")]
    [InlineData("unbraid compose --help", "compose", "-o", "song.xyz")]
    [InlineData("unbraid compose --help", "compose", "--duration", "5")]
    [InlineData("unbraid compose --help", "compose", "--prompt", " ")]
    [InlineData("unbraid compose --help", "compose", "--lyrics", "nowhere.txt")]
    public async Task Every_command_refuses(string help, params string[] arguments) =>
        Refused(await _folder.RunAsync(arguments), "", help);

    [Fact]
    public async Task Help_and_version_are_no_misuse()
    {
        Assert.Contains("separate", string.Join('\n', (await _folder.RunAsync("--help")).Exited(0).Output), StringComparison.Ordinal);
        Assert.StartsWith("unbraid ", (await _folder.RunAsync("--version")).Exited(0).Output[0], StringComparison.Ordinal);
    }

    private void Refused(CliRun run, string reason, string help)
    {
        run.Exited(2);
        Assert.Empty(run.Output);
        Assert.Equal(2, run.Errors.Count);
        Assert.Contains(reason, run.Errors[0], StringComparison.Ordinal);
        Assert.Equal($"See '{help}'.", run.Errors[1]);
        Assert.False(Directory.Exists(_folder.Output));
    }
}
