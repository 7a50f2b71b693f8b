using System.Text;
using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>What is no sound, or none that may be read, is called by its name; what ffmpeg reads is read.</summary>
public sealed class ForeignFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("song.mid", "MThd\0\0\0\u0006", 0, "is a MIDI file, which holds notes and no recording; play it with a synthesizer and give what that sounds like.")]
    [InlineData("song.rmi", "RIFF\u0010\0\0\0RMIDdata", 0, "is a MIDI file, ")]
    [InlineData("song.mp3", "MThd\0\0\0\u0006", 0, "is a MIDI file, ")]
    [InlineData("song.xm", "Extended Module: song", 0, "is a tracker module (XM), which holds notes and no recording; render it to WAV with a tracker first.")]
    [InlineData("song.it", "IMPMsong", 0, "is a tracker module (IT), ")]
    [InlineData("song.dsf", "DSD song", 0, "is a DSD file (DSF), a stream of single bits; convert it first, ")]
    [InlineData("song.dff", "DSD song", 12, "is a DSD file (DFF), ")]
    [InlineData("song.s3m", "SCRM", 44, "is a tracker module (S3M), ")]
    [InlineData("song.mod", "M.K.", 1080, "is a tracker module (MOD), ")]
    [InlineData("song.mod", "8CHN", 1080, "is a tracker module (MOD), ")]
    [InlineData("album.zip", "PK\u0003\u0004", 0, "is a ZIP archive; take the songs out of it first.")]
    [InlineData("letter.pdf", "%PDF-1.7", 0, "is a PDF document; give a sound file.")]
    [InlineData("list.m3u8", "#EXTM3U\nsong.mp3\n", 0, "is a playlist (M3U); give the songs that it names.")]
    [InlineData("song.mp3", "<!doctype html><title>Please log in</title>", 0, "is a web page; download the song itself, which may want a login.")]
    [InlineData("cover.png", "\u0089PNG\r\n\u001a\n", 0, "is a picture (PNG); give a sound file.")]
    [InlineData("list.ffconcat", "ffconcat version 1.0\nfile 'song.wav'\n", 0, "is not a sound file that can be read; it looks like the format concat, which is not read here.")]
    [InlineData("words.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nHello\n", 0, "is not a sound file that can be read; it looks like the format srt, which is not read here.")]
    public async Task What_is_no_sound_is_called_by_its_name(string name, string mark, int offset, string sentence)
    {
        await File.WriteAllBytesAsync(_folder.File(name), [.. new byte[offset], .. Encoding.Latin1.GetBytes(mark), .. new byte[offset == 0 && mark.Contains('\n') ? 0 : 3000]]);
        await RefusedAsync(name, sentence);
    }

    [Fact]
    public async Task An_audible_book_is_called_by_its_name()
    {
        await File.WriteAllBytesAsync(_folder.File("book.aa"), [0, 0, 1, 0, 0x57, 0x90, 0x75, 0x36, .. new byte[2000]]);
        await RefusedAsync("book.aa", "is an Audible book (aa), which is protected against copying; only its own player can read it.");
    }

    [Theory]
    [InlineData("drms")]
    [InlineData("enca")]
    [InlineData("aavd")]
    public async Task Protected_songs_are_said_to_be(string mark)
    {
        await WriteSourceAsync();
        await Sounds.FfmpegAsync("-i", _folder.File("source.wav"), "-c:a", "aac", _folder.File("song.m4a"));
        var bytes = await File.ReadAllBytesAsync(_folder.File("song.m4a"));
        var entry = bytes.AsSpan(bytes.AsSpan().IndexOf("stsd"u8));
        Encoding.ASCII.GetBytes(mark).CopyTo(entry[entry.IndexOf("mp4a"u8)..]);
        await File.WriteAllBytesAsync(_folder.File("song.m4p"), bytes);
        await RefusedAsync("song.m4p", "is protected against copying (DRM); only the player that it was bought for can read it.");
    }

    [Theory]
    [InlineData("x.thd", "-c:a truehd -strict -2")]
    [InlineData("x.mlp", "-c:a mlp -strict -2")]
    [InlineData("x.sbc", "-c:a sbc")]
    [InlineData("x.tta", "-c:a tta")]
    [InlineData("x.wv", "-c:a wavpack")]
    [InlineData("x.sox", "-c:a pcm_s32le")]
    [InlineData("x.sf", "-c:a pcm_s16le -f ircam")]
    [InlineData("x.aptx", "-c:a aptx")]
    [InlineData("x.g722", "-c:a g722 -ac 1 -ar 16000")]
    [InlineData("x.ac3", "-c:a ac3")]
    [InlineData("x.dts", "-c:a dca -strict -2")]
    [InlineData("x.nut", "-c:a pcm_s16le")]
    public async Task Rarer_formats_are_read(string name, string arguments)
    {
        await WriteSourceAsync();
        await Sounds.FfmpegAsync(["-i", _folder.File("source.wav"), .. arguments.Split(' '), _folder.File(name)]);
        var (samples, format, _, _) = await Sounds.ReadAsync(_folder.File(name));
        Assert.InRange((double)samples.Length / format.Channels / format.SampleRate, 0.95, 1.1);
    }

    [Fact]
    public async Task Nist_sphere_is_read()
    {
        var header = "NIST_1A\n   1024\nsample_count -i 8000\nsample_n_bytes -i 2\nchannel_count -i 1\nsample_byte_format -s2 01\nsample_rate -i 16000\nsample_coding -s3 pcm\nend_head\n";
        await File.WriteAllBytesAsync(_folder.File("x.sph"), [.. Encoding.ASCII.GetBytes(header.PadRight(1024, '\0')), .. new byte[16_000]]);
        var (samples, format, _, _) = await Sounds.ReadAsync(_folder.File("x.sph"));
        Assert.Equal((8000, 16_000), (samples.Length, format.SampleRate));
    }

    private Task WriteSourceAsync() =>
        Sounds.WriteAsync(_folder.File("source.wav"), Sounds.Noise(48_000, 2), new AudioFormat(48_000, 2), new AudioEncoding(AudioContainer.Wav));

    private async Task RefusedAsync(string name, string sentence)
    {
        var e = await Assert.ThrowsAsync<AudioException>(() => AudioReader.OpenAsync(_folder.File(name)));
        Assert.StartsWith($"'{name}' {sentence}", e.Message, StringComparison.Ordinal);
        Assert.Equal(FaultReason.Input, e.Reason);
    }
}
