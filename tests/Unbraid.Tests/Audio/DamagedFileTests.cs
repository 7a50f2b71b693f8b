using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>Files with a hole in their middle or without their end: what is there stays in its place, and what is not is said.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int Rate = 44_100, Frames = 5 * Rate;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Format, how far the length may be off, the same of the place of what follows the hole, and the delay that raw formats keep.</summary>
    [Theory]
    [InlineData("song.flac", "-c:a flac", 0, 0)]
    [InlineData("song.ogg", "-c:a libvorbis", 0, 0)]
    [InlineData("song.opus", "-c:a libopus -ar 48000", 0, 0)]
    [InlineData("song.m4a", "-c:a aac", 0, 0)]
    [InlineData("song.mp3", "-c:a libmp3lame -b:a 128k", 1152, 1152)]
    [InlineData("vbr.mp3", "-c:a libmp3lame -q:a 2", 2304, 2304)]
    [InlineData("song.wma", "-c:a wmav2", 4096, 64)] // its times are whole milliseconds
    [InlineData("song.ac3", "-c:a ac3 -b:a 192k", 3072, 1536, 256)]
    [InlineData("song.mp2", "-c:a mp2 -b:a 128k", 2304, 1152, 481)]
    public async Task What_follows_a_hole_stays_in_its_place(string name, string codec, int length, int place, int delay = 0)
    {
        var samples = await MakeAsync(name, codec);
        var bytes = await File.ReadAllBytesAsync(_folder.File(name));
        Array.Clear(bytes, bytes.Length * 45 / 100, bytes.Length / 10);
        await File.WriteAllBytesAsync(_folder.File(name), bytes);

        var (decoded, damage, rate) = await DecodeAsync(name);

        Assert.True(damage is { Holes: > 0 }, "the hole was not noticed");
        Assert.InRange(damage.Missing.TotalSeconds, 0.1, 2.5);
        Assert.Contains("silence stands there", Assert.Single(damage.Sentences().Take(1)), StringComparison.Ordinal);
        var expected = Resampled(samples, rate);
        Assert.InRange(decoded.Length, expected.Length - length, expected.Length + length);
        Assert.InRange(Sounds.Offset(From(expected, 0.7, rate), From(decoded, 0.7, rate)), delay - place, delay + place);
        Assert.Equal(delay, Sounds.Offset(From(expected, 0.1, rate), From(decoded, 0.1, rate)));
    }

    /// <summary>Of some formats no more than a last page is left behind it.</summary>
    [Theory]
    [InlineData("song.flac", "-c:a flac", 0)]
    [InlineData("song.ogg", "-c:a libvorbis", 1024)] // nobody tells how much of its last block is padding
    [InlineData("song.opus", "-c:a libopus -ar 48000", 0)]
    [InlineData("song.m4a", "-c:a aac", 0)]
    [InlineData("song.mp3", "-c:a libmp3lame -b:a 128k", 2304)]
    public async Task What_follows_a_large_hole_stays_in_its_place(string name, string codec, int place)
    {
        var samples = await MakeAsync(name, codec);
        var bytes = await File.ReadAllBytesAsync(_folder.File(name));
        Array.Clear(bytes, bytes.Length * 30 / 100, bytes.Length * 51 / 100);
        await File.WriteAllBytesAsync(_folder.File(name), bytes);

        var (decoded, damage, rate) = await DecodeAsync(name);

        Assert.InRange(damage!.Missing.TotalSeconds, 2, 4);
        var expected = Resampled(samples, rate);
        Assert.InRange(decoded.Length, expected.Length - place, expected.Length + place);
        Assert.InRange(Sounds.Offset(From(expected, 0.895, rate), From(decoded, 0.895, rate)), -place, place);
    }

    [Theory]
    [InlineData("cut.flac", "-c:a flac", true)]
    [InlineData("cut.wav", "-c:a pcm_s16le", true)]
    [InlineData("cut.aiff", "-c:a pcm_s16be", true)]
    [InlineData("cut.mka", "-c:a libvorbis", true)]
    [InlineData("cut.mp3", "-c:a libmp3lame -b:a 128k", true)]
    [InlineData("cut.opus", "-c:a libopus -ar 48000", false)] // its length stands in its last page
    [InlineData("cut.ogg", "-c:a libvorbis", false)]
    [InlineData("cut.oga", "-c:a flac", false)]
    public async Task An_end_that_came_too_early_is_said_where_the_header_tells(string name, string codec, bool tells)
    {
        await MakeAsync(name, codec);
        var bytes = await File.ReadAllBytesAsync(_folder.File(name));
        await File.WriteAllBytesAsync(_folder.File(name), bytes[..(bytes.Length / 2)]);

        var (decoded, damage, rate) = await DecodeAsync(name);

        Assert.Equal(tells, damage is { MissingAtEnd.TotalSeconds: > 2 and < 3 });
        Assert.Contains("cut off", Assert.Single(damage!.Sentences()), StringComparison.Ordinal);
        Assert.InRange(decoded.Length, rate, 3 * rate);
    }

    /// <summary>The last page of Ogg ends with a mark, which a recorder that crashed or a download that broke off never wrote.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(300, true)]
    public async Task The_mark_at_the_end_of_Ogg_is_missed(int bytesMissing, bool missed)
    {
        await MakeAsync("song.ogg", "-c:a libvorbis");
        var bytes = await File.ReadAllBytesAsync(_folder.File("song.ogg"));
        await File.WriteAllBytesAsync(_folder.File("song.ogg"), bytes[..^bytesMissing]);

        var (_, damage, _) = await DecodeAsync("song.ogg");

        Assert.Equal(missed, damage is { LacksEnd: true });
    }

    [Fact]
    public async Task Bytes_behind_the_end_of_Ogg_are_no_damage()
    {
        await MakeAsync("song.ogg", "-c:a libvorbis");
        await File.AppendAllBytesAsync(_folder.File("song.ogg"), "TAG of somebody's player"u8.ToArray());

        Assert.True(Unbraid.Audio.Ffmpeg.OggTail.Read(_folder.File("song.ogg")).HasEnd);
    }

    [Theory]
    [InlineData("song.m4a", "-c:a aac")]
    [InlineData("song.mov", "-c:a pcm_s16le -f mp4 -c:a alac")]
    public async Task MP4_without_its_index_is_named(string name, string codec)
    {
        await MakeAsync(name, codec);
        var bytes = await File.ReadAllBytesAsync(_folder.File(name));
        await File.WriteAllBytesAsync(_folder.File(name), bytes[..(bytes.Length * 7 / 10)]);

        var refused = await Assert.ThrowsAsync<AudioException>(() => DecodeAsync(name));

        Assert.Contains("without its index", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The decoder's own words are for those who know it from inside.</summary>
    [Fact]
    public async Task What_cannot_be_decoded_is_said_in_words_for_everybody()
    {
        await MakeAsync("song.aac", "-c:a aac");
        var bytes = await File.ReadAllBytesAsync(_folder.File("song.aac"));
        await File.WriteAllBytesAsync(_folder.File("song.aac"), bytes[..^100]);

        var (_, damage, _) = await DecodeAsync("song.aac");

        Assert.Equal(
            "The file is damaged or was cut off: a part of it could not be decoded, and its sound is missing there or wrong.", Assert.Single(damage!.Sentences()));
    }

    [Theory]
    [InlineData("whole.flac", "-c:a flac")]
    [InlineData("whole.mp3", "-c:a libmp3lame -q:a 2")]
    [InlineData("whole.ogg", "-c:a libvorbis")]
    [InlineData("whole.opus", "-c:a libopus -ar 48000")]
    [InlineData("whole.m4a", "-c:a aac")]
    [InlineData("whole.wma", "-c:a wmav2")]
    [InlineData("whole.mka", "-c:a libvorbis")]
    [InlineData("whole.aac", "-c:a aac")]
    [InlineData("whole.flv", "-c:a aac")]
    [InlineData("whole.ts", "-c:a mp2")]
    [InlineData("whole.avi", "-c:a libmp3lame -q:a 2")]
    [InlineData("whole.aiff", "-c:a pcm_s16be")]
    public async Task Nothing_is_said_of_whole_files(string name, string codec)
    {
        await MakeAsync(name, codec);
        var (decoded, damage, rate) = await DecodeAsync(name);
        Assert.Null(damage);
        Assert.InRange(decoded.Length, (long)Frames * rate / Rate - 3000, (long)Frames * rate / Rate + 5000);
    }

    private async Task<float[]> MakeAsync(string name, string codec)
    {
        var samples = Sounds.Noise(Frames, 1);
        await Sounds.WriteAsync(_folder.File("source.wav"), samples, new AudioFormat(Rate, 1), new AudioEncoding(AudioContainer.Wav));
        await Sounds.FfmpegAsync(["-i", _folder.File("source.wav"), .. codec.Split(' '), _folder.File(name)]);
        return samples;
    }

    private async Task<(float[] Samples, AudioDamage? Damage, int Rate)> DecodeAsync(string name)
    {
        await using var reader = await AudioReader.OpenAsync(_folder.File(name));
        var all = new List<float>();
        var block = new float[5000];
        while (await reader.ReadAsync(block) is var frames and > 0)
            all.AddRange(block.AsSpan(0, frames));
        return ([.. all], reader.Damage, reader.Format.SampleRate);
    }

    private static float[] Resampled(float[] samples, int rate)
    {
        if (rate == Rate)
            return samples;
        var resampler = new Resampler(Rate, rate, 1);
        var output = new float[Resampler.OutputFrames(samples.Length, Rate, rate) + resampler.MaxOutputFrames(1)];
        int done = 0;
        for (int start = 0; start < samples.Length; start += 10_000)
            done += resampler.Process(samples.AsSpan(start, Math.Min(10_000, samples.Length - start)), output.AsSpan(done));
        done += resampler.Finish(output.AsSpan(done), Resampler.OutputFrames(samples.Length, Rate, rate));
        return output[..done];
    }

    /// <summary>Half a second from a place on, given as a fraction of the whole.</summary>
    private static float[] From(float[] samples, double place, int rate) => samples[(int)(place * 5 * rate)..(int)(place * 5 * rate + 0.5 * rate)];
}
