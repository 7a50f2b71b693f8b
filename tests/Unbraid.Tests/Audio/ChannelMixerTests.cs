using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class ChannelMixerTests
{
    private const float Full = 1 + 2 * 0.70710678f;

    [Theory]
    [InlineData(0, 1f, 0f)] // front left
    [InlineData(1, 0f, 1f)] // front right
    [InlineData(2, 0.70710678f, 0.70710678f)] // centre
    [InlineData(3, 0f, 0f)] // low frequencies
    [InlineData(4, 0.70710678f, 0f)] // left surround
    [InlineData(5, 0f, 0.70710678f)] // right surround
    public void Five_one_becomes_stereo_as_the_standard_says(int channel, float left, float right)
    {
        foreach (uint mask in new uint[] { 0, 0x3F, 0x60F })
        {
            var frame = new float[6];
            frame[channel] = 1;
            var stereo = new float[2];
            new ChannelMixer(6, mask, 2).Mix(frame, stereo);
            Assert.Equal(left / Full, stereo[0], 1e-6f);
            Assert.Equal(right / Full, stereo[1], 1e-6f);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Full_scale_everywhere_stays_full_scale(int channels)
    {
        var frames = Enumerable.Repeat(1f, channels * 3).ToArray();
        foreach (int outputs in new[] { 1, 2 })
        {
            var mixed = new float[outputs * 3];
            new ChannelMixer(channels, 0, outputs).Mix(frames, mixed);
            Assert.All(mixed, sample => Assert.Equal(1, sample, 1e-6f));
        }
    }

    [Fact]
    public void Stereo_becomes_the_mean_and_mono_is_copied()
    {
        var mono = new float[2];
        new ChannelMixer(2, 0, 1).Mix([0.5f, -0.25f, 1, 1], mono);
        Assert.Equal([0.125f, 1f], mono);
        var stereo = new float[4];
        new ChannelMixer(1, 0, 2).Mix([0.5f, -1], stereo);
        Assert.Equal([0.5f, 0.5f, -1, -1], stereo);
    }

    /// <summary>ffmpeg marks the third channel so in files of any three channels.</summary>
    [Fact]
    public void A_third_channel_is_heard_whatever_it_is_called()
    {
        float[] called = new float[2], uncalled = new float[2];
        new ChannelMixer(3, 0xB, 2).Mix([0, 0, 1], called);
        new ChannelMixer(3, 0, 2).Mix([0, 0, 1], uncalled);
        Assert.Equal(uncalled, called);
        Assert.NotEqual(0, called[0]);
    }

    [Fact]
    public void Loudspeakers_that_stand_nowhere_are_averaged()
    {
        var stereo = new float[2];
        new ChannelMixer(2, 0x18000, 2).Mix([1, 0], stereo);
        Assert.Equal([0.5f, 0.5f], stereo);
    }

    [Fact]
    public void More_than_two_channels_are_not_made() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChannelMixer(2, 0, 6));
}
