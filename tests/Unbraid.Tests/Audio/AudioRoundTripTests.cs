using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class AudioRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<AudioContainer, SampleType, int, int, int> Formats()
    {
        var data = new TheoryData<AudioContainer, SampleType, int, int, int>();
        foreach (var (container, type) in new[]
        {
            (AudioContainer.Wav, SampleType.Int16), (AudioContainer.Wav, SampleType.Int24), (AudioContainer.Wav, SampleType.Float32),
            (AudioContainer.Flac, SampleType.Int16), (AudioContainer.Flac, SampleType.Int24),
            (AudioContainer.Mp3, SampleType.Int16), (AudioContainer.M4a, SampleType.Int16), (AudioContainer.Ogg, SampleType.Int16),
        })
        {
            foreach (var (rate, channels, frames) in new[] { (8000, 1, 12_345), (22_050, 2, 20_000), (44_100, 1, 44_101), (44_100, 2, 40_001), (48_000, 2, 30_011) })
                data.Add(container, type, rate, channels, frames);
            if (container is not AudioContainer.Mp3)
            {
                data.Add(container, type, 96_000, 2, 30_001);
                foreach (int channels in new[] { 3, 4, 5, 6, 7, 8 })
                    data.Add(container, type, 44_100, channels, 10_000);
            }

            if (container.IsLossless())
            {
                data.Add(container, type, 192_000, 8, 20_000);
                data.Add(container, type, 44_100, 3, 1);
            }
        }

        foreach (var (channels, frames) in new[] { (1, 12_345), (2, 40_001), (2, 4_801), (2, 4_800) })
            data.Add(AudioContainer.Opus, SampleType.Int16, 48_000, channels, frames);
        return data;
    }

    /// <summary>Where the rate has to change, the resampler alone would give nothing of so little.</summary>
    [Theory]
    [InlineData(AudioContainer.Opus, 44_100, 1)]
    [InlineData(AudioContainer.Opus, 44_100, 20)]
    [InlineData(AudioContainer.Opus, 192_000, 1)]
    [InlineData(AudioContainer.Mp3, 192_000, 1)]
    [InlineData(AudioContainer.M4a, 192_000, 1)]
    public async Task A_single_sample_makes_a_file_that_can_be_read(AudioContainer container, int rate, int frames)
    {
        var path = _folder.File("single." + container.ToString().ToLowerInvariant());
        await Sounds.WriteAsync(path, Sounds.Noise(frames, 2), new AudioFormat(rate, 2), new AudioEncoding(container));

        var (decoded, _, _, _) = await Sounds.ReadAsync(path);

        Assert.InRange(decoded.Length / 2, 1, 1152);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_is_written_comes_back_at_its_length_and_place(AudioContainer container, SampleType type, int rate, int channels, int frames)
    {
        var format = new AudioFormat(rate, channels);
        var samples = Sounds.Noise(frames, channels);
        var path = _folder.File("sound." + container.ToString().ToLowerInvariant());
        await Sounds.WriteAsync(path, samples, format, new AudioEncoding(container, type));

        var (decoded, decodedFormat, _, cleaned) = await Sounds.ReadAsync(path);

        Assert.Equal(format, decodedFormat);
        Assert.Equal(frames, decoded.Length / channels);
        Assert.Equal(0, cleaned);
        if (container.IsLossless())
        {
            double tolerance = type switch { SampleType.Int16 => 1.5 / 32768, SampleType.Int24 => 0.5 / 8388608 + 1e-9, _ => 0 };
            Assert.All(samples.Zip(decoded), pair => Assert.InRange(pair.Second - pair.First, -tolerance, tolerance));
        }
        else
        {
            for (int c = 0; c < channels; c++)
            {
                if (channels < 6 || c != 3) // the low-frequency channel keeps nothing to correlate
                    Assert.Equal(0, Sounds.Offset(Sounds.Channel(samples, channels, c), Sounds.Channel(decoded, channels, c)));
            }
        }
    }
}
