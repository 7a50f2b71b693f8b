using Unbraid.Audio;

namespace Unbraid.Service.Tests;

/// <summary>A second of an MP3 with an ID3 tag.</summary>
internal static class TestMp3
{
    public static async Task<byte[]> MakeAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"unbraid-{Guid.NewGuid():N}.mp3");
        await using (var writer = AudioWriter.Create(path, new AudioFormat(44_100, 2), new AudioEncoding(AudioContainer.Mp3), AudioTags.None.WithTitle("From Lyria")))
        {
            await writer.WriteAsync(Enumerable.Range(0, 88_200).Select(i => 0.3f * MathF.Sin(i / 2 * 0.05f)).ToArray());
            await writer.CompleteAsync();
        }

        var bytes = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        return bytes;
    }
}
