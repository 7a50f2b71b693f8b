using Unbraid.Audio;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class Mp4LengthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_length_is_found_and_no_bytes_whatever_make_it_fail_otherwise()
    {
        var path = _folder.File("song.m4a");
        await Sounds.WriteAsync(path, Sounds.Noise(5000, 1), new AudioFormat(44_100, 1), new AudioEncoding(AudioContainer.M4a));
        var whole = await File.ReadAllBytesAsync(path);
        Assert.Equal(5000, Mp4Length.Frames(new MemoryStream(whole), 44_100));
        Assert.Null(Mp4Length.Frames(new MemoryStream(whole), 48_000));

        var random = new Random(4);
        for (int trial = 0; trial < 5_000; trial++)
        {
            var bytes = whole[..(random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int change = random.Next(1, 30); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(Math.Min(bytes.Length, 1000))] = (byte)random.Next(256);
            Assert.True(Mp4Length.Frames(new MemoryStream(bytes), 44_100) is null or (> 0 and < 1L << 50));
        }
    }
}
