using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class AudioMixTests : IDisposable
{
    private static readonly AudioFormat s_stereo = new(44_100, 2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AudioContainer.Wav, SampleType.Int16)]
    [InlineData(AudioContainer.Wav, SampleType.Int24)]
    [InlineData(AudioContainer.Flac, SampleType.Int16)]
    [InlineData(AudioContainer.Flac, SampleType.Int24)]
    public async Task Stems_mixed_as_they_are_give_the_sum_of_their_integers(AudioContainer container, SampleType type)
    {
        int frames = 40_001;
        var sum = new int[frames * 2];
        var tracks = new List<MixTrack>();
        for (int i = 0; i < 3; i++)
        {
            tracks.Add(await TrackAsync($"{i}.wav", [.. Sounds.Noise(frames, 2, i).Select(sample => sample / 3)], type));
            var integers = new int[sum.Length];
            SampleQuantizer.Quantize((await Sounds.ReadAsync(tracks[i].Path)).Samples, type, integers);
            sum = [.. sum.Zip(integers, (a, b) => a + b)];
        }

        var report = await MixAsync(tracks, container);

        var expected = new float[sum.Length];
        SampleQuantizer.Dequantize(sum, type, expected);
        var (samples, _, info, _) = await Sounds.ReadAsync(Mix(container));
        Assert.Equal(type, info.LosslessSamples);
        Assert.Equal(expected, samples);
        Assert.Equal((frames, 0L, (double)expected.Max(Math.Abs)), (report.Frames, report.ClippedSamples, report.Peak));
    }

    [Theory]
    [InlineData(SampleType.Float32, 1e-7)]
    [InlineData(SampleType.Int24, 0.75 / (1 << 23))] // half a step, and the rounding of a float
    [InlineData(SampleType.Int16, 1.5 / (1 << 15))] // half a step, and the dither's one
    public async Task Gains_and_pans_are_factors(SampleType type, double step)
    {
        float[] a = Sounds.Noise(30_000, 2, 1), b = Sounds.Noise(20_000, 2, 2), c = Sounds.Noise(25_000, 1, 3);
        MixTrack[] tracks =
        [
            await TrackAsync("a.wav", a, SampleType.Float32) with { Gain = -6.5 },
            await TrackAsync("b.wav", b, SampleType.Float32) with { Gain = -12, Pan = 0.25 },
            await TrackAsync("c.wav", c, SampleType.Float32, channels: 1) with { Gain = -9, Pan = -1 },
            await TrackAsync("d.wav", a, SampleType.Float32) with { Muted = true, Gain = 24 },
        ];

        await MixAsync(tracks, AudioContainer.Wav, new MixOptions { Samples = type });

        var (samples, format, _, _) = await Sounds.ReadAsync(Mix(AudioContainer.Wav));
        Assert.Equal((s_stereo, 60_000), (format, samples.Length));
        for (int i = 0; i < samples.Length; i++)
        {
            double left = i % 2 == 0 ? 1 : 0;
            double expected = a[i] * Math.Pow(10, -6.5 / 20);
            if (i < b.Length)
                expected += b[i] * Math.Pow(10, -12.0 / 20) * (1 - (0.25 * left));
            if (i / 2 < c.Length)
                expected += c[i / 2] * Math.Pow(10, -9.0 / 20) * left;
            Assert.InRange(samples[i], expected - step - 1e-9, expected + step + 1e-9);
        }
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.25, null)]
    [InlineData(0.7, 0.71)]
    [InlineData(0.9, 500.0)]
    public async Task A_part_is_cut_to_the_sample(double start, double? end)
    {
        var track = await TrackAsync("a.flac", Sounds.Noise(44_100, 2), SampleType.Int16);
        var (all, _, _, _) = await Sounds.ReadAsync(track.Path);

        await MixAsync([track], AudioContainer.Wav, new MixOptions
        {
            Start = TimeSpan.FromSeconds(start),
            End = end is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        });

        var (samples, _, _, _) = await Sounds.ReadAsync(Mix(AudioContainer.Wav));
        int first = (int)Math.Round(start * 44_100), last = (int)Math.Round(Math.Min(1, end ?? 1) * 44_100);
        Assert.Equal(all[(first * 2)..(last * 2)], samples);
    }

    [Theory]
    [InlineData(AudioContainer.Wav)]
    [InlineData(AudioContainer.M4a)]
    public async Task What_is_too_loud_is_cut_and_counted(AudioContainer container)
    {
        var track = await TrackAsync("a.wav", [.. Enumerable.Range(0, 2000).Select(i => i < 10 ? -0.75f : 0.1f)], SampleType.Int16);

        var report = await MixAsync([track, track], container);

        Assert.Equal((10L, 1.5), (report.ClippedSamples, report.Peak));
        Assert.True(container != AudioContainer.Wav || (await Sounds.ReadAsync(Mix(container))).Samples.Min() == -1);
    }

    [Fact]
    public async Task A_float_file_holds_what_is_too_loud()
    {
        var track = await TrackAsync("a.wav", [.. Enumerable.Repeat(0.75f, 100)], SampleType.Float32);

        var report = await MixAsync([track, track], AudioContainer.Wav);

        Assert.Equal((0L, 1.5), (report.ClippedSamples, report.Peak));
        Assert.All((await Sounds.ReadAsync(Mix(AudioContainer.Wav))).Samples, sample => Assert.Equal(1.5f, sample));
    }

    [Fact]
    public async Task What_does_not_fit_together_is_said_and_leaves_nothing()
    {
        var track = await TrackAsync("a.wav", Sounds.Noise(1000, 2), SampleType.Int16);
        var slow = _folder.File("slow.wav");
        await Sounds.WriteAsync(slow, Sounds.Noise(1000, 2), new AudioFormat(48_000, 2), new AudioEncoding(AudioContainer.Wav));
        var wide = await TrackAsync("wide.wav", Sounds.Noise(1000, 4), SampleType.Int16, channels: 4);
        var before = _folder.Names();

        foreach (var (complaint, tracks, options) in new (string, MixTrack[], MixOptions)[]
        {
            ("'slow.wav' has 48000 Hz", [track, new MixTrack(slow)], new()),
            ("2 channels where another track has 4", [track, wide], new()),
            ("Only mono and stereo sound can be panned", [wide with { Pan = 1 }], new()),
            ("A gain of 25 dB", [track with { Gain = 25 }], new()),
            ("A gain of NaN dB", [track with { Gain = double.NaN }], new()),
            ("A pan of -1.5", [track with { Pan = -1.5 }], new()),
            ("Nothing is left to mix", [track], new() { Start = TimeSpan.FromSeconds(1) }),
            ("cannot start at -1 s", [track], new() { Start = TimeSpan.FromSeconds(-1) }),
            ("cannot end at 1 s: it starts at 2 s", [track], new() { Start = TimeSpan.FromSeconds(2), End = TimeSpan.FromSeconds(1) }),
            ("does not exist", [track, new MixTrack(_folder.File("nowhere.wav"))], new()),
        })
        {
            var error = await Assert.ThrowsAsync<AudioException>(() => MixAsync(tracks, AudioContainer.Wav, options));
            Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
            Assert.Equal(before, _folder.Names());
        }
    }

    private string Mix(AudioContainer container) => _folder.File($"mix.{container.ToString().ToLowerInvariant()}");

    private Task<MixReport> MixAsync(IReadOnlyList<MixTrack> tracks, AudioContainer container, MixOptions? options = null) =>
        AudioMix.WriteAsync(tracks, Mix(container), container, options ?? new MixOptions(), cancellationToken: TestContext.Current.CancellationToken);

    private async Task<MixTrack> TrackAsync(string name, float[] samples, SampleType type, int channels = 2)
    {
        var container = name.EndsWith("flac", StringComparison.Ordinal) ? AudioContainer.Flac : AudioContainer.Wav;
        await Sounds.WriteAsync(_folder.File(name), samples, s_stereo with { Channels = channels }, new AudioEncoding(container, type));
        return new MixTrack(_folder.File(name));
    }
}
