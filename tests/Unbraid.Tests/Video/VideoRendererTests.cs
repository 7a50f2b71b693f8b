using Unbraid.Audio;
using Unbraid.Tests.Audio;
using Unbraid.Video;
using Xunit;

namespace Unbraid.Tests.Video;

public sealed class VideoRendererTests : IDisposable
{
    private const int Rate = 44_100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VideoPreset.Modern)]
    [InlineData(VideoPreset.Player)]
    [InlineData(VideoPreset.Simple)]
    public async Task The_same_song_gives_the_same_bytes(VideoPreset preset)
    {
        var song = await SongAsync("A title 🎵 مع عربي");

        Assert.Equal(await RenderAsync(song, preset, "first"), await RenderAsync(song, preset, "second"));
    }

    [Fact]
    public async Task Without_a_cover_that_can_be_read_one_is_drawn()
    {
        var song = await SongAsync("Song");
        await File.WriteAllTextAsync(_folder.File("cover.jpg"), "no picture");

        var damaged = await RenderAsync(song with { CoverPath = _folder.File("cover.jpg") }, VideoPreset.Simple, "damaged");
        var gone = await RenderAsync(song with { CoverPath = _folder.File("gone.jpg") }, VideoPreset.Simple, "gone");

        Assert.Equal(await RenderAsync(song, VideoPreset.Simple, "none"), damaged);
        Assert.Equal(damaged, gone);
    }

    [Fact]
    public async Task A_cover_is_shown()
    {
        var song = await SongAsync("Song");
        await Sounds.FfmpegAsync("-f", "lavfi", "-i", "color=red:s=300x500", "-frames:v", "1", _folder.File("cover.jpg"));

        Assert.NotEqual(
            await RenderAsync(song, VideoPreset.Simple, "none"),
            await RenderAsync(song with { CoverPath = _folder.File("cover.jpg") }, VideoPreset.Simple, "covered"));
    }

    [Fact]
    public async Task What_cannot_be_written_is_said()
    {
        var song = (await SongAsync("Song")) with { AacPath = _folder.File("gone.m4a") };

        await Assert.ThrowsAnyAsync<IOException>(() => RenderAsync(song, VideoPreset.Modern, "broken"));
    }

    private async Task<VideoSong> SongAsync(string title)
    {
        await Sounds.WriteAsync(_folder.File("song.wav"), Sounds.Noise(Rate, 2), new AudioFormat(Rate, 2), new AudioEncoding(AudioContainer.Wav));
        await Sounds.FfmpegAsync("-i", _folder.File("song.wav"), "-c:a", "aac", _folder.File("song.m4a"));
        return new VideoSong
        {
            Title = title,
            Name = title,
            SoundPath = _folder.File("song.wav"),
            AacPath = _folder.File("song.m4a"),
            Frames = Rate,
            Format = new AudioFormat(Rate, 2),
        };
    }

    private async Task<byte[]> RenderAsync(VideoSong song, VideoPreset preset, string name)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        return await File.ReadAllBytesAsync(await VideoRenderer.RenderAsync(song, preset, folder, new Progress<double>(), CancellationToken.None));
    }
}
