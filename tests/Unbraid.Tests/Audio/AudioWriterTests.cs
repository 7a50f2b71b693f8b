using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class AudioWriterTests : IDisposable
{
    private static readonly AudioFormat s_stereo = new(44_100, 2);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<AudioContainer> Containers => [.. Enum.GetValues<AudioContainer>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task The_file_appears_when_it_is_complete(AudioContainer container)
    {
        var path = _folder.File("song");
        await File.WriteAllTextAsync(path, "what was there before");
        await using (var writer = AudioWriter.Create(path, s_stereo, new AudioEncoding(container)))
        {
            await writer.WriteAsync(Sounds.Noise(20_000, 2));
            Assert.Equal("what was there before", await File.ReadAllTextAsync(path));
            await writer.CompleteAsync();
        }

        Assert.Equal(["song"], _folder.Names());
        Assert.Equal(FramesOf(container, 20_000) * 2, (await Sounds.ReadAsync(path)).Samples.Length);
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task What_is_not_completed_is_deleted(AudioContainer container)
    {
        await using (var writer = AudioWriter.Create(_folder.File("song"), s_stereo, new AudioEncoding(container)))
        {
            await writer.WriteAsync(Sounds.Noise(20_000, 2));
            Assert.Single(_folder.Names());
        }

        Assert.Empty(_folder.Names());
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task Cancelling_deletes_the_file(AudioContainer container)
    {
        await using var writer = AudioWriter.Create(_folder.File("song"), s_stereo, new AudioEncoding(container));
        using var cancelled = new CancellationTokenSource();
        await writer.WriteAsync(Sounds.Noise(20_000, 2), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(Sounds.Noise(20_000, 2), cancelled.Token));
        Assert.Empty(_folder.Names());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writer.CompleteAsync());
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task The_same_sound_gives_the_same_bytes(AudioContainer container)
    {
        foreach (var name in new[] { "one", "two" })
            await Sounds.WriteAsync(_folder.File(name), Sounds.Noise(20_000, 2), s_stereo, new AudioEncoding(container), AudioTags.None.WithTitle("t"));
        Assert.Equal(await File.ReadAllBytesAsync(_folder.File("one")), await File.ReadAllBytesAsync(_folder.File("two")));
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task Tags_are_carried(AudioContainer container)
    {
        var tags = new AudioTags(new Dictionary<string, string> { ["title"] = "Über = \"alles\"; 歌", ["artist"] = "-i -y", ["album"] = "C", ["date"] = "1999" });
        await Sounds.WriteAsync(_folder.File("song"), Sounds.Noise(20_000, 2), s_stereo, new AudioEncoding(container), tags);
        Assert.Equal(tags.Values, (await AudioProbe.ReadAsync(_folder.File("song"))).Tags.Values);
    }

    [Theory]
    [InlineData(AudioContainer.Wav, SampleType.Int16)]
    [InlineData(AudioContainer.Wav, SampleType.Int24)]
    [InlineData(AudioContainer.Flac, SampleType.Int16)]
    [InlineData(AudioContainer.Flac, SampleType.Int24)]
    public async Task Integers_are_written_as_they_are(AudioContainer container, SampleType type)
    {
        var (lowest, highest) = SampleQuantizer.Range(type);
        var random = new Random(2);
        int[] integers = [lowest, highest, 0, -1, .. Enumerable.Range(0, 40_000).Select(_ => random.Next(lowest, highest + 1))];
        await using (var writer = AudioWriter.Create(_folder.File("song"), s_stereo, new AudioEncoding(container, type)))
        {
            await writer.WriteQuantizedAsync(integers);
            await writer.CompleteAsync();
        }

        var back = new int[integers.Length];
        SampleQuantizer.Quantize((await Sounds.ReadAsync(_folder.File("song"))).Samples, type, back);
        Assert.Equal(integers, back);
    }

    [Theory]
    [InlineData(AudioContainer.Mp3, 96_000, 48_000)]
    [InlineData(AudioContainer.Mp3, 88_200, 44_100)]
    [InlineData(AudioContainer.Mp3, 176_400, 44_100)]
    [InlineData(AudioContainer.Mp3, 37_800, 44_100)]
    [InlineData(AudioContainer.M4a, 192_000, 96_000)]
    [InlineData(AudioContainer.M4a, 176_400, 88_200)]
    [InlineData(AudioContainer.M4a, 9_000, 11_025)]
    [InlineData(AudioContainer.Opus, 44_100, 48_000)]
    [InlineData(AudioContainer.Opus, 8_000, 48_000)]
    public async Task A_rate_that_a_codec_lacks_is_resampled_to_one_it_has(AudioContainer container, int rate, int expected)
    {
        int frames = rate;
        await Sounds.WriteAsync(_folder.File("song"), Sounds.Noise(frames, 1), new AudioFormat(rate, 1), new AudioEncoding(container));
        var (samples, format, _, _) = await Sounds.ReadAsync(_folder.File("song"));
        Assert.Equal(expected, format.SampleRate);
        Assert.InRange(samples.Length, expected - 1, expected + 1);
    }

    [Theory]
    [InlineData(AudioContainer.Mp3)]
    [InlineData(AudioContainer.M4a)]
    [InlineData(AudioContainer.Ogg)]
    [InlineData(AudioContainer.Opus)]
    public async Task A_bitrate_within_the_range_is_met_or_the_nearest_that_there_is(AudioContainer container)
    {
        var (lowest, highest) = Bitrates.Range(container)!.Value;
        foreach (var (rate, channels) in new[] { (8_000, 1), (44_100, 1), (48_000, 2) })
        {
            var before = 0L;
            foreach (var bitrate in (int[])[lowest, 128, highest])
            {
                var path = _folder.File("song");
                await Sounds.WriteAsync(path, Sounds.Noise(2 * rate, channels), new AudioFormat(rate, channels), new AudioEncoding(container) { Bitrate = bitrate });
                var size = new FileInfo(path).Length;
                if (rate == 48_000 && bitrate == 128)
                    Assert.InRange(size * 8 / 2000.0, 80, 160);
                Assert.True(size >= before, $"{bitrate} kbit/s at {rate} Hz took {size} bytes, and less took {before}.");
                before = size;
            }
        }
    }

    [Fact]
    public void What_a_format_cannot_hold_is_refused_in_one_sentence()
    {
        var flac = Assert.Throws<AudioException>(() => AudioWriter.Create(_folder.File("a"), s_stereo, new AudioEncoding(AudioContainer.Flac, SampleType.Float32)));
        Assert.Contains("16 or 24 bits", flac.Message, StringComparison.Ordinal);
        var mp3 = Assert.Throws<AudioException>(() => AudioWriter.Create(_folder.File("a"), new AudioFormat(44_100, 6), new AudioEncoding(AudioContainer.Mp3)));
        Assert.Contains("not 6", mp3.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void A_folder_that_is_missing_or_a_name_that_is_too_long_or_taken_is_refused_at_once(AudioContainer container)
    {
        Directory.CreateDirectory(_folder.File("folder"));
        foreach (var (name, words) in new[] { ("missing/song", "does not exist"), (new string('x', 256), "too long"), ("folder", "a folder has that name") })
        {
            var error = Assert.Throws<AudioException>(() => AudioWriter.Create(_folder.File(name), s_stereo, new AudioEncoding(container)));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["folder"], _folder.Names());
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public async Task Samples_that_are_no_numbers_do_no_harm(AudioContainer container)
    {
        float[] samples = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e38f, -1e38f, float.NaN, .. Sounds.Noise(5000, 2)];
        await Sounds.WriteAsync(_folder.File("song"), samples, s_stereo, new AudioEncoding(container));
        Assert.Equal(FramesOf(container, samples.Length / 2) * 2, (await Sounds.ReadAsync(_folder.File("song"))).Samples.Length);
    }

    [Fact]
    public async Task Half_a_frame_is_refused()
    {
        await using var writer = AudioWriter.Create(_folder.File("song"), s_stereo, new AudioEncoding(AudioContainer.Wav));
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.WriteAsync(new float[3]));
    }

    /// <summary>Opus is at 48 kHz.</summary>
    private static int FramesOf(AudioContainer container, int frames) =>
        container == AudioContainer.Opus ? (int)Math.Ceiling(frames * 48_000.0 / s_stereo.SampleRate) : frames;
}
