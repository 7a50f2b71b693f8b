using Unbraid.Audio.Ffmpeg;
using Unbraid.Audio.Wav;

namespace Unbraid.Audio;

/// <summary>Asks a file what it holds, without decoding it.</summary>
internal static class AudioProbe
{
    /// <exception cref="AudioException">The file is missing, empty, a folder, or has no sound.</exception>
    public static async Task<AudioInfo> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        await using (var wav = await WavReader.TryOpenAsync(path, cancellationToken))
        {
            if (wav != null)
                return wav.Info;
        }

        return (await FfmpegProbe.ReadAsync(path, cancellationToken)).Info;
    }
}
