using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class AudioReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Name, arguments of ffmpeg, rate, and by how much more may come back where the format does not record its length.</summary>
    public static TheoryData<string, string, int, int> Formats => new()
    {
        { "cbr.mp3", "-c:a libmp3lame -b:a 192k", 44_100, 0 },
        { "vbr.mp3", "-c:a libmp3lame -q:a 2", 48_000, 0 },
        { "low.mp3", "-c:a libmp3lame -q:a 2", 22_050, 0 },
        { "sound.m4a", "-c:a aac -b:a 192k", 44_100, 0 },
        { "fast.m4a", "-c:a aac -b:a 192k -movflags +faststart", 48_000, 0 },
        { "lossless.m4a", "-c:a alac", 44_100, 0 },
        { "opus.mp4", "-c:a libopus", 48_000, 0 },
        { "sound.mov", "-c:a aac -b:a 192k", 44_100, 0 },
        { "sound.ogg", "-c:a libvorbis -q:a 6", 44_100, 0 },
        { "low.ogg", "-c:a libvorbis -q:a 6", 8_000, 0 },
        { "sound.opus", "-c:a libopus -b:a 128k", 48_000, 0 },
        { "sound.webm", "-c:a libopus -b:a 128k", 48_000, 0 },
        { "flac.ogg", "-c:a flac", 44_100, 0 },
        { "sound.flac", "-c:a flac", 88_200, 0 },
        { "sound.wma", "-c:a wmav2 -b:a 192k", 44_100, 2047 },
        { "old.wma", "-c:a wmav1 -b:a 192k", 32_000, 2047 },
        { "low.wma", "-c:a wmav2 -b:a 64k", 22_050, 2047 },
        { "adpcm.wav", "-c:a adpcm_ima_wav", 44_100, 4096 },
        { "alaw.wav", "-c:a pcm_alaw", 8_000, 0 },
        { "sound.aiff", "-c:a pcm_s24be", 44_100, 0 },
        { "sound.caf", "-c:a pcm_s16le", 44_100, 0 },
        { "sound.w64", "-c:a pcm_s16le", 44_100, 1 }, // chunks are padded to 8 bytes, and the padding is counted
        { "sound.mka", "-c:a flac", 44_100, 0 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_format_is_decoded_at_its_length_and_place(string name, string arguments, int rate, int padding)
    {
        const int Frames = 30_011;
        var samples = Sounds.Noise(Frames, 2);
        var wav = _folder.File("source.wav");
        await Sounds.WriteAsync(wav, samples, new AudioFormat(rate, 2), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await Sounds.FfmpegAsync(["-i", wav, .. arguments.Split(' '), _folder.File(name)]);

        var (decoded, format, info, _) = await Sounds.ReadAsync(_folder.File(name));

        Assert.Equal(new AudioFormat(rate, 2), format);
        Assert.InRange(decoded.Length / 2, Frames, Frames + padding);
        for (int c = 0; c < 2; c++)
            Assert.Equal(0, Sounds.Offset(Sounds.Channel(samples, 2, c), Sounds.Channel(decoded, 2, c)));
        Assert.InRange(info.ClaimedDuration!.Value.TotalSeconds, (double)Frames / rate - 0.01, (double)(Frames + 4500) / rate);
    }

    [Theory]
    [InlineData("raw.aac", "-c:a aac", 1024)]
    [InlineData("aac.mka", "-c:a aac", 1024)]
    public async Task Aac_that_records_no_delay_comes_with_it(string name, string arguments, int delay)
    {
        var samples = Sounds.Noise(30_011, 1);
        var wav = _folder.File("source.wav");
        await Sounds.WriteAsync(wav, samples, new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await Sounds.FfmpegAsync(["-i", wav, .. arguments.Split(' '), _folder.File(name)]);

        var (decoded, _, _, _) = await Sounds.ReadAsync(_folder.File(name));

        Assert.Equal(delay, Sounds.Offset(samples, decoded));
        Assert.InRange(decoded.Length, 30_011 + delay, 30_011 + 2 * delay);
    }

    /// <summary>Blocks of ADPCM hold more than the song; the fact chunk says how much of it is sound. What it cannot mean is not believed.</summary>
    [Theory]
    [InlineData("adpcm_ms", 44_100, 30_011, 30_011)]
    [InlineData("adpcm_ima_wav", 44_100, 30_011, 30_011)]
    [InlineData("gsm_ms", 8_000, 30_011, 30_011)]
    [InlineData("adpcm_ms", 44_100, 0, null)]
    [InlineData("adpcm_ms", 44_100, 7, null)]
    [InlineData("adpcm_ms", 44_100, 60_022, null)]
    [InlineData("adpcm_ms", 44_100, -1, null)]
    [InlineData("libmp3lame", 44_100, 30_011, null)] // with a delay that nobody records, the count may be that of the song or of all
    public async Task Compressed_wav_is_as_long_as_its_fact_chunk_says(string codec, int rate, int fact, int? expected)
    {
        var file = _folder.File("packed.wav");
        await Sounds.WriteAsync(_folder.File("source.wav"), Sounds.Noise(30_011, 1), new AudioFormat(rate, 1), new AudioEncoding(AudioContainer.Wav));
        await Sounds.FfmpegAsync("-i", _folder.File("source.wav"), "-c:a", codec, file);
        var bytes = await File.ReadAllBytesAsync(file);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.AsSpan().IndexOf("fact"u8) + 8), fact);
        await File.WriteAllBytesAsync(file, bytes);

        await using var reader = await AudioReader.OpenAsync(file);
        var (samples, frames) = (new float[4096], 0);
        while (await reader.ReadAsync(samples) is var read and > 0)
            frames += read;

        Assert.Null(reader.Damage);
        if (expected is { } exact)
            Assert.Equal(exact, frames);
        else
            Assert.InRange(frames, 30_011, 34_000);
    }

    /// <summary>Tags go with every copy; what the encoder left in the stream does not.</summary>
    [Theory]
    [InlineData("wmav2")]
    [InlineData("wmav1")]
    public async Task Wma_begins_in_its_place_also_without_the_tag_of_its_encoder(string codec)
    {
        var samples = Sounds.Noise(30_011, 1);
        var (wav, tagged, bare) = (_folder.File("source.wav"), _folder.File("tagged.wma"), _folder.File("bare.wma"));
        await Sounds.WriteAsync(wav, samples, new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await Sounds.FfmpegAsync("-i", wav, "-c:a", codec, tagged);
        await Sounds.FfmpegAsync("-i", tagged, "-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact", bare);
        var (decoded, _, _, _) = await Sounds.ReadAsync(bare);
        Assert.Equal(0, Sounds.Offset(samples, decoded));
    }

    [Theory]
    [InlineData("wmav2", "0000 0000 0100 0000 0000", true)]
    [InlineData("wmav2", "0088 0000 0f00 0000 0000", false)]
    [InlineData("wmav1", "0000 0100", true)]
    [InlineData("wmav1", "0000 0f00", false)]
    [InlineData("wmav2", "", false)]
    public void The_encoder_of_wma_is_told_by_its_private_data(string codec, string data, bool own) =>
        Assert.Equal(own, WmaEncoder.IsOfFfmpeg("{\"streams\":[{\"extradata\":\"\\n00000000: " + data + "   ....\\n\"}]}", codec));

    [Fact]
    public async Task Tags_in_latin1_are_read_as_such_and_years_are_dates()
    {
        await Sounds.WriteAsync(_folder.File("source.wav"), Sounds.Noise(5000, 1), new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.Wav));
        await Sounds.FfmpegAsync("-i", _folder.File("source.wav"), "-id3v2_version", "0", "-write_id3v1", "0", _folder.File("old.mp3"));
        byte[] tag = [.. "TAG"u8, .. Field("F\u00FCr Elise", 30), .. Field("M\u00FCller", 30), .. Field("", 30), .. Field("1999", 4), .. Field("", 31)];
        await File.AppendAllBytesAsync(_folder.File("old.mp3"), tag);
        await Sounds.FfmpegAsync("-i", _folder.File("source.wav"), "-metadata", "WM/Year=1999", "-metadata", "title=F\u00FCr Elise", "-c:a", "wmav2", _folder.File("year.wma"));

        var old = (await AudioProbe.ReadAsync(_folder.File("old.mp3"))).Tags;
        var year = (await AudioProbe.ReadAsync(_folder.File("year.wma"))).Tags;

        Assert.Equal(("F\u00FCr Elise", "M\u00FCller", "1999"), (old.Title, old.Values["artist"], old.Values["date"]));
        Assert.Equal(("F\u00FCr Elise", "1999"), (year.Title, year.Values["date"]));

        static byte[] Field(string text, int length) => [.. System.Text.Encoding.Latin1.GetBytes(text.PadRight(length, '\0'))];
    }

    /// <summary>Files that name no loudspeakers, with another sound in every channel.</summary>
    [Theory]
    [InlineData("aiff", "pcm_s16be")]
    [InlineData("au", "pcm_s16be")]
    [InlineData("caf", "pcm_s16le")]
    [InlineData("w64", "pcm_s16le")]
    [InlineData("mka", "pcm_s16le")]
    public async Task Channels_without_loudspeakers_are_those_of_the_same_wav(string extension, string codec)
    {
        foreach (int channels in (int[])[1, 2, 3, 4, 5, 6, 8])
        {
            var samples = Sounds.Noise(2000, channels).SelectMany(sample => BitConverter.GetBytes((short)(sample * 32768)));
            var (raw, wav, other) = (_folder.File("raw"), _folder.File("same.wav"), _folder.File($"song.{extension}"));
            await File.WriteAllBytesAsync(raw, [.. samples]);
            var input = (string[])["-guess_layout_max", "0", "-f", "s16le", "-ar", "44100", "-ac", $"{channels}", "-i", raw];
            await Sounds.FfmpegAsync([.. input, "-c:a", "pcm_s16le", wav, "-c:a", codec, other]);
            var (expected, _, _, _) = await Sounds.ReadAsync(wav, 2);
            var (decoded, _, _, _) = await Sounds.ReadAsync(other, 2);
            Assert.Equal(expected, decoded[..expected.Length]);
        }
    }
}
