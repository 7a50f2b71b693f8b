using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Tests.Audio;
using Xunit;

namespace Unbraid.Tests.Separation;

/// <summary>What of a song's own description its stems carry.</summary>
public sealed class StemTagTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AudioContainer.Mp3, true)]
    [InlineData(AudioContainer.M4a, true)]
    [InlineData(AudioContainer.Flac, true)]
    [InlineData(AudioContainer.Wav, false)]
    [InlineData(AudioContainer.Opus, false)]
    public async Task Stems_carry_tags_and_cover_and_no_loudness(AudioContainer container, bool hasCover)
    {
        await Sounds.WriteAsync(_folder.File("source.wav"), Sounds.Noise(30_000, 2), new AudioFormat(44_100, 2), new AudioEncoding(AudioContainer.Wav));
        await Sounds.FfmpegAsync(
            "-i", _folder.File("source.wav"), "-f", "lavfi", "-i", "color=red:size=64x48:rate=1:duration=1", "-map", "0", "-map", "1", "-c:a", "flac", "-c:v", "png",
            "-disposition:v", "attached_pic", "-metadata", "title=Song", "-metadata", "artist=Somebody", "-metadata", "REPLAYGAIN_TRACK_GAIN=-9.00 dB",
            "-metadata", "REPLAYGAIN_ALBUM_PEAK=0.98", _folder.File("song.flac"));

        using var separator = Separator.Create(new SeparatorOptions { Model = "classic" });
        var result = await separator.SeparateAsync(_folder.File("song.flac"), new StemOutput { Folder = _folder.File("stems"), Encoding = new AudioEncoding(container) });

        Assert.Equal(4, result.Stems.Count);
        Assert.Equal(4, Directory.EnumerateFileSystemEntries(_folder.File("stems")).Count());
        foreach (var (stem, path) in result.Stems)
        {
            var tags = (await AudioProbe.ReadAsync(path)).Tags;
            Assert.Equal(($"Song ({stem})", "Somebody"), (tags.Title, tags.Values["artist"]));
            Assert.Equal(hasCover, await CoverPicture.TryExtractAsync(path, _folder.File("cover.jpg")));
            Assert.DoesNotContain("REPLAYGAIN", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)), StringComparison.OrdinalIgnoreCase);
        }
    }
}
