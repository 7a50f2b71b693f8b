namespace Unbraid.Audio;

/// <summary>The bitrates that can be asked for.</summary>
internal static class Bitrates
{
    /// <summary>The lowest and the highest of a format, in kbit/s; null of a lossless one.</summary>
    public static (int Lowest, int Highest)? Range(AudioContainer container) => container switch
    {
        AudioContainer.Mp3 => (32, 320),
        AudioContainer.M4a => (16, 512),
        AudioContainer.Ogg => (32, 500),
        AudioContainer.Opus => (6, 510),
        _ => null,
    };

    /// <summary>What is wrong with an encoding's bitrate, in a sentence; null if nothing is.</summary>
    public static string? Complaint(AudioEncoding encoding) => (encoding.Bitrate, Range(encoding.Container), encoding.Container.Name()) switch
    {
        (null, _, _) => null,
        (_, null, var name) => $"{name} is lossless and has no bitrate: leave it out, or choose a lossy format such as mp3.",
        ({ } rate, var (lowest, highest), var name) when rate < lowest || rate > highest =>
            $"A bitrate of {rate} kbit/s is out of range for {name}: give {lowest} to {highest}.",
        _ => null,
    };
}
