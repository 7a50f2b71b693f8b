using System.Globalization;
using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Unbraid.Separation;
using Xunit;

namespace Unbraid.Tests.Audio;

/// <summary>Files with several sounds, and sounds that do not begin with their picture.</summary>
public sealed class SoundInVideoTests : IDisposable
{
    private const int Rate = 44_100, Frames = 44_100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("late.mkv", "pcm_s16le", 0.08)]
    [InlineData("early.mkv", "pcm_s16le", -0.08)]
    [InlineData("together.mkv", "pcm_s16le", 0)]
    [InlineData("late.mp4", "aac", 0.08)]
    [InlineData("early.mov", "pcm_s16le", -0.08)]
    [InlineData("late.webm", "libopus", 0.06)]
    [InlineData("early.webm", "libopus", -0.04)]
    [InlineData("late.ts", "aac", 0.08)]
    [InlineData("early.ts", "aac", -0.08)]
    public async Task A_sound_begins_with_itself_and_with_the_picture_where_that_is_wanted(string name, string codec, double offset)
    {
        var rate = codec == "libopus" ? 48_000 : Rate;
        var samples = await WriteVideoAsync(name, codec, offset, rate);

        var (alone, info) = await ReadAsync(name, new AudioReaderOptions());
        var (aligned, _) = await ReadAsync(name, new AudioReaderOptions { BeginsWithPicture = true });

        Assert.InRange(info.Place.AfterPicture.TotalSeconds, offset - 0.04, offset + 0.04); // the delay of an encoder may be sound
        Assert.Equal(offset == 0, info.Place.OffsetSentence is null);
        var (expected, shift) = ((int)(offset * rate), aligned.Length - alone.Length);
        Assert.Equal(alone[Math.Max(0, -shift)..], aligned[Math.Max(0, shift)..]);
        // Times are milliseconds in Matroska, to which this ffmpeg writes the delay of Opus twice.
        var inexact = codec == "libopus" ? rate * 8 / 1000 : rate / 1000;
        Assert.InRange(Sounds.Offset(samples, aligned), expected - inexact, expected + inexact);
        if (expected > 0)
            Assert.All(aligned[..(expected - 1100)], sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public async Task One_of_several_sounds_is_taken_and_said_to_be(int? track, int taken)
    {
        var wavs = await WriteTracksAsync("tracks.mka");
        var (sound, info) = await ReadAsync("tracks.mka", new AudioReaderOptions { Track = track });

        Assert.Equal(wavs[taken - 1], sound);
        Assert.Equal((taken, 3), (info.Place.Track, info.Place.Tracks));
        Assert.Equal($"The file holds 3 sounds; number {taken} was taken.", info.Place.ChoiceSentence);
    }

    [Theory]
    [InlineData("tracks.mka", 4, "has no track 4; it holds 3 sounds, tracks 1 to 3.")]
    [InlineData("tracks.mka", 0, "has no track 0; it holds 3 sounds, tracks 1 to 3.")]
    [InlineData("alone.wav", 2, "has no track 2; it holds one sound, which is track 1.")]
    [InlineData("alone.flac", 2, "has no track 2; it holds one sound, which is track 1.")]
    public async Task A_track_that_is_not_there_is_named_with_those_that_are(string name, int track, string sentence)
    {
        await WriteTracksAsync("tracks.mka");
        await Sounds.WriteAsync(_folder.File("alone.wav"), Sounds.Noise(5000, 1), new AudioFormat(Rate, 1), new AudioEncoding(AudioContainer.Wav));
        await Sounds.FfmpegAsync("-i", _folder.File("alone.wav"), _folder.File("alone.flac"));

        var e = await Assert.ThrowsAsync<AudioException>(() => AudioReader.OpenAsync(_folder.File(name), new AudioReaderOptions { Track = track }));

        Assert.Equal($"'{name}' {sentence}", e.Message);
    }

    [Fact]
    public async Task Stems_say_which_sound_they_are_of_unless_it_was_named()
    {
        await WriteTracksAsync("tracks.mka");
        foreach (var track in (int?[])[null, 3])
        {
            using var separator = Separator.Create(new SeparatorOptions { Model = "classic", Track = track });
            var result = await separator.SeparateAsync(_folder.File("tracks.mka"), new StemOutput { Folder = _folder.File("stems") });
            Assert.Equal(track is null ? ["The file holds 3 sounds; number 2 was taken."] : [], result.Notes);
            Assert.Equal(track is null ? [RemedyKind.ChooseTrack] : [], result.Advice.Select(note => note.Remedy!.Kind));
        }
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(7, 17)]
    [InlineData(-4, 6)]
    [InlineData(-10, 0)]
    [InlineData(-11, 0)]
    public async Task Shifting_adds_silence_or_leaves_the_beginning_out(int shift, int expected)
    {
        await Sounds.WriteAsync(_folder.File("ten.wav"), [.. Enumerable.Range(1, 10).Select(i => i / 16f)], new AudioFormat(Rate, 1), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        foreach (var block in new[] { 1, 3, 100 })
        {
            await using var source = new ShiftedSource((await Unbraid.Audio.Wav.WavReader.TryOpenAsync(_folder.File("ten.wav"), CancellationToken.None))!, shift);
            var samples = new List<float>();
            var buffer = new float[block];
            while (await source.ReadAsync(buffer, CancellationToken.None) is var frames and > 0)
                samples.AddRange(buffer.AsSpan(0, frames));
            Assert.Equal(Enumerable.Range(1 - shift, expected).Select(i => Math.Max(0, i) / 16f), samples);
        }
    }

    /// <summary>A black picture of a second and a noise, one of them later than the other.</summary>
    private async Task<float[]> WriteVideoAsync(string name, string codec, double offset, int rate)
    {
        var samples = Sounds.Noise(Frames, 1);
        await Sounds.WriteAsync(_folder.File("sound.wav"), samples, new AudioFormat(rate, 1), new AudioEncoding(AudioContainer.Wav));
        string Late(double seconds) => Math.Max(0, seconds).ToString(CultureInfo.InvariantCulture);
        var video = name.EndsWith(".webm", StringComparison.Ordinal) ? "libvpx" : "mpeg4";
        await Sounds.FfmpegAsync(
            "-itsoffset", Late(-offset), "-f", "lavfi", "-i", "color=size=32x32:duration=1:rate=25", "-itsoffset", Late(offset), "-i", _folder.File("sound.wav"),
            "-map", "0:v", "-map", "1:a", "-vsync", "passthrough", "-c:v", video, "-c:a", codec, _folder.File(name));
        return samples;
    }

    /// <summary>Three noises, the second of which is the main one.</summary>
    private async Task<List<float[]>> WriteTracksAsync(string name)
    {
        var sounds = new List<float[]>();
        for (var i = 0; i < 3; i++)
        {
            await Sounds.WriteAsync(_folder.File($"{i}.wav"), Sounds.Noise(5000 + i, 1), new AudioFormat(Rate, 1), new AudioEncoding(AudioContainer.Wav));
            sounds.Add((await Sounds.ReadAsync(_folder.File($"{i}.wav"))).Samples);
        }

        await Sounds.FfmpegAsync(
            "-i", _folder.File("0.wav"), "-i", _folder.File("1.wav"), "-i", _folder.File("2.wav"), "-map", "0", "-map", "1", "-map", "2", "-c", "flac",
            "-disposition:a:0", "0", "-disposition:a:1", "default", "-disposition:a:2", "0", _folder.File(name));
        return sounds;
    }

    private async Task<(float[] Samples, AudioInfo Info)> ReadAsync(string name, AudioReaderOptions options)
    {
        await using var reader = await AudioReader.OpenAsync(_folder.File(name), options);
        var samples = new List<float>();
        var buffer = new float[10_000];
        while (await reader.ReadAsync(buffer) is var frames and > 0)
            samples.AddRange(buffer.AsSpan(0, frames * reader.Format.Channels));
        return ([.. samples], reader.Info);
    }
}
