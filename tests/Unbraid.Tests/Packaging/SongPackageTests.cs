using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Audio.Packaging;
using Unbraid.Tests.Audio;
using Xunit;

namespace Unbraid.Tests.Packaging;

public sealed class SongPackageTests : IDisposable
{
    private readonly PackedSong _packed = new();

    public void Dispose() => _packed.Dispose();

    [Fact]
    public async Task A_zip_holds_the_stems_as_they_are_and_describes_them()
    {
        var song = await _packed.FourAsync(tempo: new SongTempo(96.5) { BeatsPerBar = 3, FirstBeat = 0.04 });

        await _packed.WriteAsync(song, PackageFormat.Zip);

        var entries = await _packed.EntriesAsync();
        Assert.Equal(["bass.wav", "click.wav", "drums.wav", "other.wav", "project.json", "vocals.wav"], entries.Keys.Order(StringComparer.Ordinal));
        foreach (var stem in song.Stems)
            Assert.Equal(await File.ReadAllBytesAsync(stem.Path), entries[$"{stem.Name}.wav"]);
        var project = JsonSerializer.Deserialize<JsonElement>(entries["project.json"]);
        Assert.Equal(
            """{"title":"Song","sampleRate":44100,"frames":50001,"tempo":96.5,"beatsPerBar":3,"firstBeat":0.04,"click":"click.wav","stems":[""" +
            """{"name":"drums","file":"drums.wav","color":"#009E73","channels":2,"start":0,"gain":0},{"name":"bass","file":"bass.wav","color":"#D55E00","channels":2,"start":0,"gain":0},""" +
            """{"name":"other","file":"other.wav","color":"#CC79A7","channels":2,"start":0,"gain":0},{"name":"vocals","file":"vocals.wav","color":"#56B4E9","channels":2,"start":0,"gain":0}]}""",
            JsonSerializer.Serialize(project));
    }

    [Theory]
    [InlineData(nameof(PackageFormat.Zip))]
    [InlineData(nameof(PackageFormat.Reaper))]
    [InlineData(nameof(PackageFormat.DawProject))]
    public async Task Names_that_clash_or_lead_elsewhere_become_others(string formatName)
    {
        var format = Enum.Parse<PackageFormat>(formatName);
        var stems = new List<PackageStem> { await _packed.StemAsync("Vocals", 1), await _packed.StemAsync("vocals", 2), await _packed.StemAsync("click", 3) };
        stems.Add(stems[0] with { Name = "../../<etc>/pass\nwd " });
        stems.Add(stems[0] with { Name = "..." });
        stems.Add(stems[0] with { Name = new string('x', 300) });

        await _packed.WriteAsync(new PackageSong { Title = " ", Stems = stems, Tempo = new SongTempo(120) { FirstBeat = 0 } }, format);

        var sounds = (await _packed.EntriesAsync()).Keys.Where(name => name.EndsWith(".wav", StringComparison.Ordinal)).Select(name => name.Replace("audio/", "", StringComparison.Ordinal));
        Assert.Equal(["Vocals.wav", "vocals (2).wav", "click (2).wav", "_..__etc__pass wd.wav", "stem.wav", $"{new string('x', 100)}.wav", "click.wav"], sounds);
    }

    [Fact]
    public async Task The_same_stems_give_the_same_bytes()
    {
        var song = await _packed.FourAsync();
        await _packed.WriteAsync(song, PackageFormat.DawProject);
        var once = await File.ReadAllBytesAsync(_packed.Output);
        await _packed.WriteAsync(song, PackageFormat.DawProject);
        Assert.Equal(once, await File.ReadAllBytesAsync(_packed.Output));
    }

    [Fact]
    public async Task Clicks_are_on_the_beats_and_between_them_is_silence()
    {
        var song = await _packed.FourAsync(tempo: new SongTempo(150) { BeatsPerBar = 3, FirstBeat = 0.1 });

        await _packed.WriteAsync(song, PackageFormat.Zip);

        await File.WriteAllBytesAsync(_packed.Folder.File("click.wav"), (await _packed.EntriesAsync())["click.wav"]);
        var (samples, format, _, _) = await Sounds.ReadAsync(_packed.Folder.File("click.wav"));
        Assert.Equal((new AudioFormat(PackedSong.Rate, 1), PackedSong.Frames), (format, samples.Length));
        int[] beats = [4_410, 22_050, 39_690]; // 0.1 s, and 0.4 s each
        foreach (var beat in beats)
            Assert.Equal(0.5, samples[beat], 1e-4);
        for (int i = 0; i < samples.Length; i++)
            Assert.True(samples[i] == 0 || Array.Exists(beats, beat => i >= beat && i <= beat + (0.03 * PackedSong.Rate)), $"a sound at {i}");
        Assert.NotEqual(samples[4_420], samples[22_060]); // a bar begins higher
        Assert.Equal(samples[22_060], samples[39_700]);
    }

    [Theory]
    [InlineData(nameof(PackageFormat.Zip), "'vocals.wav' has 44100 Hz and 'drums.wav' 22050 Hz; the stems of a song have one rate.")]
    [InlineData(nameof(PackageFormat.StemMp4), "stem.mp4 holds exactly 4 stems, such as drums, bass, other and vocals, and here are 2: vocals, drums. Separate into four without a residual, or choose another format.")]
    public async Task Stems_that_do_not_fit_are_refused_in_a_sentence(string formatName, string message)
    {
        var format = Enum.Parse<PackageFormat>(formatName);
        PackageStem[] stems = [await _packed.StemAsync("vocals"), await _packed.StemAsync("drums", rate: 22_050)];
        await RefusedAsync(new PackageSong { Title = "Song", Stems = stems }, format, message);
    }

    [Fact]
    public async Task Other_lengths_missing_files_and_no_sound_are_refused_in_a_sentence()
    {
        var vocals = await _packed.StemAsync("vocals");
        await RefusedAsync(
            new PackageSong { Title = "Song", Stems = [vocals, await _packed.StemAsync("residual", frames: 50_000)] }, PackageFormat.Reaper,
            "'residual.wav' has 50000 frames and 'vocals.wav' 50001; the stems of a song have one length.");
        await RefusedAsync(
            new PackageSong { Title = "Song", Stems = [vocals, new PackageStem("x", _packed.Folder.File("x.wav"))] }, PackageFormat.DawProject, "'x.wav' does not exist; check the name.");
        await RefusedAsync(new PackageSong { Title = "Song", Stems = [await _packed.StemAsync("none", frames: 0)] }, PackageFormat.Zip, "'none.wav' holds no samples; there is no sound in it.");
        foreach (var tempo in (SongTempo[])[new(0), new(double.NaN), new(961), new(100) { FirstBeat = -1 }, new(100) { BeatsPerBar = 0 }])
            await RefusedAsync(new PackageSong { Title = "Song", Stems = [vocals], Tempo = tempo }, PackageFormat.Zip, "is out of range");
    }

    [Theory]
    [InlineData(nameof(PackageFormat.Zip))]
    [InlineData(nameof(PackageFormat.StemMp4))]
    public async Task Cancelled_nothing_is_left_and_what_was_there_stays(string formatName)
    {
        var format = Enum.Parse<PackageFormat>(formatName);
        var song = await _packed.FourAsync(tempo: new SongTempo(100) { FirstBeat = 0 });
        await File.WriteAllTextAsync(_packed.Output, "before");
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SongPackage.WriteAsync(song, _packed.Output, format, new CancelAt(cancellation, 0.6), cancellation.Token));

        Assert.Equal("before", await File.ReadAllTextAsync(_packed.Output));
        Assert.Equal(["out", "stems1", "stems2", "stems3", "stems4"], _packed.Folder.Names());
    }

    private async Task RefusedAsync(PackageSong song, PackageFormat format, string message)
    {
        var error = await Assert.ThrowsAsync<AudioException>(() => _packed.WriteAsync(song, format));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_packed.Output));
        Assert.DoesNotContain(_packed.Folder.Names(), name => name.StartsWith('.'));
    }

    private sealed class CancelAt(CancellationTokenSource cancellation, double fraction) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value >= fraction)
                cancellation.Cancel();
        }
    }
}
