using System.Text;
using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_file_is_said_to_be_missing() =>
        await RefusedAsync(_folder.File("nothing.mp3"), "'nothing.mp3' does not exist; check the name.");

    [Fact]
    public async Task A_folder_is_said_to_be_one() =>
        await RefusedAsync(_folder.Path + "/", $"'{Path.GetFileName(_folder.Path)}' is a folder; name a sound file in it.");

    [Theory]
    [InlineData("empty.mp3")]
    [InlineData("empty.wav")]
    public async Task An_empty_file_is_said_to_be_empty(string name)
    {
        await File.WriteAllBytesAsync(_folder.File(name), []);
        await RefusedAsync(_folder.File(name), $"'{name}' is empty; there is no sound in it.");
    }

    [Theory]
    [InlineData("letter.mp3", 1)]
    [InlineData("letter.mp3", 40_000)]
    [InlineData("letter.wav", 100)]
    [InlineData("letter.flac", 100)]
    [InlineData("letter.m4a", 100)]
    public async Task Text_under_the_name_of_a_sound_is_refused(string name, int lines)
    {
        await File.WriteAllTextAsync(_folder.File(name), string.Concat(Enumerable.Repeat("Dear reader, this is no sound.\n", lines)));
        await RefusedAsync(_folder.File(name), $"'{name}' ");
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{0}\n#EXT-X-ENDLIST\n", "list.m3u8")]
    [InlineData("ffconcat version 1.0\nfile '{0}'\n", "list.ffconcat")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{0}\n#EXT-X-ENDLIST\n", "list.mp3")]
    public async Task A_playlist_does_not_lead_to_another_file(string text, string name)
    {
        var other = _folder.File("other.wav");
        await Sounds.WriteAsync(other, Sounds.Noise(1000, 1), new AudioFormat(8000, 1), new AudioEncoding(AudioContainer.Wav));
        await File.WriteAllTextAsync(_folder.File(name), string.Format(text, other));
        await RefusedAsync(_folder.File(name), $"'{name}' ");
    }

    [Fact]
    public async Task A_file_with_video_only_has_no_sound()
    {
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-c:v", "mpeg4", _folder.File("film.mp4"));
        await RefusedAsync(_folder.File("film.mp4"), "'film.mp4' has no sound; give a file with an audio track.");
    }

    [Fact]
    public async Task A_wav_file_without_samples_is_refused()
    {
        await Sounds.WriteAsync(_folder.File("none.wav"), [], new AudioFormat(8000, 1), new AudioEncoding(AudioContainer.Wav));
        await RefusedAsync(_folder.File("none.wav"), "'none.wav' holds no samples; there is no sound in it.");
    }

    [Fact]
    public async Task Twelve_channels_are_refused_with_the_number()
    {
        await File.WriteAllBytesAsync(_folder.File("raw"), new byte[24_000]);
        await Sounds.FfmpegAsync("-f", "s16le", "-ac", "12", "-i", _folder.File("raw"), _folder.File("many.wav"));
        await RefusedAsync(_folder.File("many.wav"), "'many.wav' has 12 channels; 1 to 8 can be read.");
    }

    [Theory]
    [InlineData("song.mp3", "-c:a libmp3lame")]
    [InlineData("song.flac", "-c:a flac")]
    [InlineData("song.opus", "-c:a libopus")]
    [InlineData("song.wav", "-c:a pcm_s16le")]
    [InlineData("song.m4a", "-c:a aac -movflags +faststart")]
    public async Task Of_a_truncated_file_what_is_there_is_decoded(string name, string arguments)
    {
        await Sounds.FfmpegAsync(["-f", "lavfi", "-i", "anoisesrc=d=4:r=48000:seed=1", .. arguments.Split(' '), _folder.File(name)]);
        using (var file = File.OpenWrite(_folder.File(name)))
            file.SetLength(file.Length / 2);

        var (samples, format, _, _) = await Sounds.ReadAsync(_folder.File(name));

        Assert.InRange((double)samples.Length / format.Channels / format.SampleRate, 0.9, 2.5); // Ogg has pages of a second
    }

    [Fact]
    public async Task One_sample_is_a_sound()
    {
        await Sounds.WriteAsync(_folder.File("one.wav"), [0.5f], new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        var (samples, _, _, _) = await Sounds.ReadAsync(_folder.File("one.wav"));
        Assert.Equal([0.5f], samples);
    }

    [Fact]
    public async Task Nan_and_infinity_become_zero_and_are_counted()
    {
        float[] samples = [0.5f, float.NaN, -0.25f, float.PositiveInfinity, float.NegativeInfinity, 2f];
        var format = new AudioFormat(44_100, 2);
        await Sounds.WriteAsync(_folder.File("wild.wav"), samples, format, new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await Sounds.FfmpegAsync("-i", _folder.File("wild.wav"), "-c:a", "pcm_f32be", _folder.File("wild.aiff"));

        foreach (var name in new[] { "wild.wav", "wild.aiff" })
        {
            var (clean, _, _, cleaned) = await Sounds.ReadAsync(_folder.File(name));
            Assert.Equal([0.5f, 0f, -0.25f, 0f, 0f, 2f], clean);
            Assert.Equal(3, cleaned);
        }
    }

    [Fact]
    public async Task What_is_beyond_any_sound_becomes_zero_and_is_counted()
    {
        float[] samples = [0.5f, 3e38f, -1e18f, 1e6f, -1.1e6f, 1000f];
        await Sounds.WriteAsync(_folder.File("huge.wav"), samples, new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        var (clean, _, _, cleaned) = await Sounds.ReadAsync(_folder.File("huge.wav"));
        Assert.Equal([0.5f, 0f, 0f, 1e6f, 0f, 1000f], clean);
        Assert.Equal(3, cleaned);
    }

    [Fact]
    public async Task Huge_samples_below_zero_are_cleaned_without_any_above()
    {
        await Sounds.WriteAsync(_folder.File("deep.wav"), [0.5f, -3e38f], new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        var (clean, _, _, cleaned) = await Sounds.ReadAsync(_folder.File("deep.wav"));
        Assert.Equal([0.5f, 0], clean);
        Assert.Equal(1, cleaned);
    }

    [Theory]
    [InlineData("song.wav")]
    [InlineData("song.flac")]
    public async Task More_sound_than_allowed_is_refused_while_decoding(string name)
    {
        var encoding = new AudioEncoding(name.EndsWith("wav", StringComparison.Ordinal) ? AudioContainer.Wav : AudioContainer.Flac);
        await Sounds.WriteAsync(_folder.File(name), new float[20_000], new AudioFormat(8000, 1), encoding);
        var error = await Assert.ThrowsAsync<AudioException>(() => DrainAsync(_folder.File(name), TimeSpan.FromSeconds(2)));
        Assert.Equal($"'{name}' is longer than 00:00:02, the longest allowed; cut it or raise the limit.", error.Message);
        Assert.Equal(20_000, await DrainAsync(_folder.File(name), TimeSpan.FromSeconds(2.5)));
    }

    [Theory]
    [InlineData("-i.wav")]
    [InlineData("http:song.flac")]
    [InlineData("Lied für Üli – 歌 🎵.m4a")]
    [InlineData("%d 'quoted' \"twice\" $HOME `x`.mp3")]
    [InlineData("two\nlines.flac")]
    public async Task Names_of_every_kind_work(string name) => await WritesAndReadsAsync(name);

    [Theory]
    [InlineData(".wav")]
    [InlineData(".flac")]
    public async Task Names_of_250_bytes_work(string extension)
    {
        var name = string.Concat(Enumerable.Repeat("ü", 125 - 3)) + extension;
        await WritesAndReadsAsync(name.PadLeft(name.Length + 250 - Encoding.UTF8.GetByteCount(name), 'x'));
    }

    private async Task WritesAndReadsAsync(string name)
    {
        var container = Path.GetExtension(name) switch { ".wav" => AudioContainer.Wav, ".flac" => AudioContainer.Flac, ".mp3" => AudioContainer.Mp3, _ => AudioContainer.M4a };
        await Sounds.WriteAsync(_folder.File(name), Sounds.Noise(9000, 1), new AudioFormat(44_100, 1), new AudioEncoding(container));
        Assert.Equal([name], _folder.Names());
        Assert.Equal(9000, (await Sounds.ReadAsync(_folder.File(name))).Samples.Length);
        Assert.Equal(44_100, (await AudioProbe.ReadAsync(_folder.File(name))).Format.SampleRate);
    }

    private static async Task<long> DrainAsync(string path, TimeSpan limit)
    {
        await using var reader = await AudioReader.OpenAsync(path, new AudioReaderOptions { MaxDuration = limit });
        var block = new float[1000];
        long frames = 0;
        while (await reader.ReadAsync(block) is var count and > 0)
            frames += count;
        return frames;
    }

    private static async Task RefusedAsync(string path, string sentence)
    {
        foreach (var attempt in new Func<Task>[] { () => AudioReader.OpenAsync(path), () => AudioProbe.ReadAsync(path) })
        {
            var error = await Assert.ThrowsAsync<AudioException>(attempt);
            Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            Assert.DoesNotContain(Path.GetTempPath() + "unbraid", error.Message, StringComparison.Ordinal);
        }
    }
}
