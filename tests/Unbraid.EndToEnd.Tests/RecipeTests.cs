using System.Text.Json;

namespace Unbraid.EndToEnd.Tests;

public sealed class RecipeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--recipe", "instrumental")]
    [InlineData("--two-stems", "vocals")]
    public async Task Vocals_and_instrumental_are_the_song_exactly(string option, string value)
    {
        var song = WavFile.Tones(0.7);
        WavFile.Write(_folder.At("song.wav"), song);
        var run = (await _folder.SeparateAsync(option, value, "--exact", "--json", _folder.At("song.wav"))).Exited(0);

        var report = JsonDocument.Parse(Assert.Single(run.Output)).RootElement;
        Assert.Equal("instrumental", report.GetProperty("recipe").GetString());
        var stems = report.GetProperty("stems");
        Assert.Equal(["vocals", "instrumental"], stems.EnumerateObject().Select(stem => stem.Name));
        short[] vocals = WavFile.Read(File.ReadAllBytes(stems.GetProperty("vocals").GetString()!)), rest = WavFile.Read(File.ReadAllBytes(stems.GetProperty("instrumental").GetString()!));
        Assert.Equal(song, vocals.Zip(rest, (v, i) => (short)(v + i)));
    }

    [Fact]
    public async Task A_step_takes_the_model_that_is_given_for_it_and_an_ensemble_is_a_model()
    {
        File.WriteAllText(_folder.At("blend.yaml"), "merge: max_fft\nmodels: [{model: classic}, {model: mini}]");
        var run = (await _folder.SeparateAsync("--recipe", "karaoke", "--model-for", "lead=" + _folder.At("blend.yaml"), _folder.Song("song.wav"))).Exited(0);

        Assert.Equal(["song/backing.wav", "song/instrumental.wav", "song/lead.wav"], _folder.Written());
        Assert.Contains("blend", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Give your file with --model-for lead=FILE", "--recipe", "karaoke")]
    [InlineData("There is no recipe 'nosuch'. Known recipes: denoise", "--recipe", "nosuch")]
    [InlineData("contradict each other", "--recipe", "instrumental", "--two-stems", "vocals")]
    [InlineData("belongs to a recipe", "--model-for", "lead=mini")]
    [InlineData("names no step and model", "--recipe", "karaoke", "--model-for", "mini")]
    [InlineData("has no step 'head'", "--recipe", "karaoke", "--model-for", "head=mini")]
    [InlineData("has no stem 'kazoo'", "--two-stems", "kazoo")]
    [InlineData("has no stem 'drums'. Its stems: vocals, instrumental.", "--recipe", "instrumental", "--stems", "drums")]
    public async Task What_makes_no_sense_is_refused_before_any_work(string reason, params string[] options)
    {
        var run = (await _folder.SeparateAsync([_folder.Song("song.wav"), .. options])).Exited(2);

        Assert.Contains(reason, run.Errors[0], StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Output));
    }
}
