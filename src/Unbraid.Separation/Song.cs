using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A song at its own rate, mono or stereo, readable at any position. Of a file, memory does not depend on its length.</summary>
public sealed class Song : IDisposable
{
    private readonly ISongSamples? _samples;

    /// <param name="info">What it says of itself.</param>
    /// <param name="format">Its rate and channels.</param>
    /// <param name="frames">Its length.</param>
    /// <param name="samples">Its samples, disposed of with it; null if nobody reads it at its own rate.</param>
    internal Song(AudioInfo info, AudioFormat format, long frames, ISongSamples? samples) => (Info, Format, Frames, _samples) = (info, format, frames, samples);

    /// <summary>Rate in Hz, and channels: one for a mono file, otherwise two.</summary>
    public AudioFormat Format { get; }

    /// <summary>Length in frames, from the decoded sound.</summary>
    public long Frames { get; }

    /// <summary>Length, from the decoded sound.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / Format.SampleRate);

    /// <summary>What the file said about itself.</summary>
    internal AudioInfo Info { get; }

    /// <summary>Samples of the file that were not sound (NaN, infinite, a million times full scale) and became zero.</summary>
    internal long CleanedSamples { get; init; }

    /// <summary>What turned out to be missing of the file; silence stands in its place. Null where nothing did.</summary>
    internal AudioDamage? Damage { get; init; }

    /// <summary>The song as the model wants it that was known when it was decoded; goes with the song.</summary>
    internal ModelInput? Prepared { get; init; }

    /// <summary>Its samples.</summary>
    internal ISongSamples Samples => _samples ?? throw new InvalidOperationException("The song was decoded for a model alone.");

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The song, in any format that ffmpeg reads. More than two channels are mixed down.</param>
    /// <param name="scratchFolder">Existing folder with room for the song as 32-bit floats; the file there has no name and is gone afterwards. Default: the
    /// system's folder for temporary files.</param>
    /// <param name="progress">The fraction decoded of what the file claims to hold; 0 if it claims nothing.</param>
    /// <param name="cancellationToken">Stops the decoding.</param>
    /// <exception cref="AudioException">The file cannot be decoded.</exception>
    /// <exception cref="SeparationException">The scratch folder has no room.</exception>
    public static Task<Song> OpenAsync(
        string path, string? scratchFolder = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        SongDecoder.DecodeAsync(path, scratchFolder ?? Path.GetTempPath(), new DecodingPlan(), progress, cancellationToken);

    /// <summary>Decodes what a stream holds from its place to its end. It is copied to the scratch folder for the time of the decoding.</summary>
    /// <param name="stream">The bytes of a file, in any format that ffmpeg reads; stays open.</param>
    /// <param name="scratchFolder">As for a file, with room for the copy too.</param>
    /// <param name="progress">As for a file.</param>
    /// <param name="cancellationToken">Stops the decoding.</param>
    /// <exception cref="AudioException">The bytes cannot be decoded, or there is no room for them.</exception>
    /// <exception cref="SeparationException">The scratch folder has no room.</exception>
    public static async Task<Song> OpenAsync(
        Stream stream, string? scratchFolder = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        scratchFolder ??= Path.GetTempPath();
        using var files = FileSet.In(scratchFolder);
        return await OpenAsync(await SongDecoder.KeepAsync(stream, files, cancellationToken), scratchFolder, progress, cancellationToken);
    }

    /// <summary>Takes samples that are in memory; they are not copied and must stay as they are while the song is used.</summary>
    /// <param name="channels">One run of samples for each of one or two channels, all of one length; full scale is ±1.</param>
    /// <param name="sampleRate">Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentException">There are no samples, or more channels than two, or their lengths differ, or a sample is no finite number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
    public static Song FromSamples(IReadOnlyList<ReadOnlyMemory<float>> channels, int sampleRate)
    {
        SampleMemory.Check(channels, sampleRate);
        var format = new AudioFormat(sampleRate, channels.Count);
        return new Song(new AudioInfo { Path = "", Container = "", Codec = "", Format = format }, format, channels[0].Length, new SampleMemory(channels));
    }

    /// <summary>A stem as a song of its own, of the same format.</summary>
    /// <param name="song">The song it was taken out of.</param>
    /// <param name="samples">Its samples, interleaved; disposed of with the song that is returned.</param>
    internal static Song OfStem(Song song, ISongSamples samples) => new(song.Info, song.Format, song.Frames, samples);

    /// <summary>Reads frames from <paramref name="frame"/> on, interleaved. All of them must lie within the song.</summary>
    public void Read(long frame, Span<float> interleaved) => Samples.Read(frame * Format.Channels, interleaved);

    /// <inheritdoc/>
    public void Dispose()
    {
        _samples?.Dispose();
        Prepared?.Dispose();
    }
}
