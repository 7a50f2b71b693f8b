using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A song decoded once, at its own rate and as mono or stereo, readable at any position. Memory does not depend on its length.</summary>
public sealed class Song : IDisposable
{
    private const int BlockFrames = 1 << 15;

    private readonly ScratchFile _samples;

    private Song(AudioInfo info, AudioFormat format, ScratchFile samples, long cleanedSamples, AudioDamage? damage)
    {
        Info = info;
        Format = format;
        _samples = samples;
        CleanedSamples = cleanedSamples;
        Damage = damage;
    }

    /// <summary>What the file said about itself.</summary>
    public AudioInfo Info { get; }

    /// <summary>Rate of the file; one channel for a mono file, otherwise two.</summary>
    public AudioFormat Format { get; }

    /// <summary>Length in frames, from the decoded sound.</summary>
    public long Frames => _samples.Length / Format.Channels;

    /// <summary>Length, from the decoded sound.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / Format.SampleRate);

    /// <summary>Samples of the file that were not sound (NaN, infinite, a million times full scale) and became zero.</summary>
    public long CleanedSamples { get; }

    /// <summary>What turned out to be missing of the file; silence stands in its place. Null where nothing did.</summary>
    public AudioDamage? Damage { get; }

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The song, in any format that ffmpeg reads.</param>
    /// <param name="scratchFolder">Existing folder with room for the song as 32-bit floats; the file there has no name and is gone afterwards.</param>
    /// <param name="options">How to decode; more than two channels are always mixed down. Default: the main sound, of any length.</param>
    /// <param name="progress">The fraction decoded of what the file claims to hold; 0 if it claims nothing.</param>
    /// <param name="cancellationToken">Stops the decoding.</param>
    /// <exception cref="AudioException">The file cannot be decoded or is too long.</exception>
    /// <exception cref="SeparationException">The scratch folder has no room.</exception>
    public static async Task<Song> OpenAsync(
        string path, string scratchFolder, AudioReaderOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        options = (options ?? new AudioReaderOptions()) with { Channels = null, MaxChannels = 2 };
        await using var reader = await AudioReader.OpenAsync(path, options, cancellationToken);
        var claimed = (reader.Info.ClaimedDuration?.TotalSeconds ?? 0) * reader.Format.SampleRate * reader.Format.Channels;
        var samples = new ScratchFile(scratchFolder);
        try
        {
            var block = new float[BlockFrames * reader.Format.Channels];
            while (await reader.ReadAsync(block, cancellationToken) is > 0 and var frames)
            {
                samples.Append(block.AsSpan(0, frames * reader.Format.Channels));
                progress?.Report(claimed > 0 ? Math.Min(1, samples.Length / claimed) : 0);
            }

            if (samples.Length == 0)
                throw AudioException.About(path, "holds no sound: not a single sample could be decoded.");
            return new Song(reader.Info, reader.Format, samples, reader.CleanedSamples, reader.Damage);
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    /// <summary>A stem as a song of its own, of the same format.</summary>
    /// <param name="song">The song it was taken out of.</param>
    /// <param name="samples">Its samples, interleaved; disposed of with the song that is returned.</param>
    internal static Song OfStem(Song song, ScratchFile samples) => new(song.Info, song.Format, samples, cleanedSamples: 0, damage: null);

    /// <summary>Reads frames from <paramref name="frame"/> on, interleaved. All of them must lie within the song.</summary>
    public void Read(long frame, Span<float> interleaved) => _samples.Read(frame * Format.Channels, interleaved);

    public void Dispose() => _samples.Dispose();
}
