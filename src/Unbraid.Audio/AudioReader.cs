using System.Numerics.Tensors;
using Unbraid.Audio.Ffmpeg;
using Unbraid.Audio.Wav;

namespace Unbraid.Audio;

/// <summary>How to decode.</summary>
internal sealed record AudioReaderOptions
{
    /// <summary>Number of channels to deliver, 1 or 2; more channels in the file are mixed down, mono is copied. Default: as in the file.</summary>
    public int? Channels { get; init; }

    /// <summary>Files of more channels are mixed down to this many, 1 or 2. Default: no limit. Without meaning if <see cref="Channels"/> is given.</summary>
    public int? MaxChannels { get; init; }

    /// <summary>Longest sound to accept, counted while decoding (headers may lie). Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Which sound of a file with several, from 1 on. Default: the one that the file says is its main one, else the first.</summary>
    public int? Track { get; init; }

    /// <summary>
    /// Whether a video's sound begins with its picture: silence comes before a later one, and what came before the picture is left out. Default: it begins
    /// with itself. Without meaning where there is no moving picture.
    /// </summary>
    public bool BeginsWithPicture { get; init; }
}

/// <summary>Decodes a file of any format as a stream of float samples. Memory does not depend on the length.</summary>
/// <remarks>
/// WAV files of plain samples are read directly, everything else through ffmpeg. Encoder delay and padding are removed where the file
/// records them (MP3 with a LAME tag, MP4, Opus, Vorbis, FLAC), so that the first frame delivered is the first that was encoded. Raw ADTS
/// AAC and AAC in Matroska record nothing: they come with the encoder's delay, usually 1,024 frames, and a padded last block.
/// Not safe for use from two threads at once.
/// </remarks>
internal sealed class AudioReader : IAsyncDisposable
{
    private const int MixFrames = 4096;

    /// <summary>What is beyond 120 dB over full scale is damage: no gain of any program makes it, and squares of it overflow.</summary>
    private const float LoudestSound = 1e6f;

    private readonly ISampleSource _source;
    private readonly ChannelMixer? _mixer;
    private readonly float[] _unmixed = [];
    private readonly TimeSpan? _maxDuration;
    private readonly long _maxFrames;
    private long _frames;

    private AudioReader(ISampleSource source, AudioReaderOptions options)
    {
        _source = source;
        _maxDuration = options.MaxDuration;
        _maxFrames = options.MaxDuration is { } limit ? (long)(limit.TotalSeconds * source.Info.Format.SampleRate) : long.MaxValue;
        int channels = source.Info.Format.Channels;
        Format = source.Info.Format with { Channels = options.Channels ?? Math.Min(channels, options.MaxChannels ?? channels) };
        if (Format.Channels != channels)
        {
            _mixer = new ChannelMixer(channels, source.ChannelMask, Format.Channels);
            _unmixed = new float[MixFrames * channels];
        }
    }

    /// <summary>What the file says about itself.</summary>
    public AudioInfo Info => _source.Info;

    /// <summary>Format of the samples that <see cref="ReadAsync"/> delivers.</summary>
    public AudioFormat Format { get; }

    /// <summary>Samples so far that were not sound (NaN, infinite, or more than a million times full scale) and were delivered as zero.</summary>
    public long CleanedSamples { get; private set; }

    /// <summary>What turned out to be missing of the sound, known when <see cref="ReadAsync"/> has reached its end; null where nothing did.</summary>
    public AudioDamage? Damage => _source.Damage;

    /// <summary>Opens a file.</summary>
    /// <exception cref="AudioException">The file is missing, empty, a folder, or has no sound, or not the one asked for.</exception>
    public static async Task<AudioReader> OpenAsync(
        string path, AudioReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AudioReaderOptions();
        ISampleSource source = await WavReader.TryOpenAsync(path, cancellationToken) is { } wav
            ? wav
            : await FfmpegDecoder.OpenAsync(path, options.Track, options.BeginsWithPicture, cancellationToken);
        try
        {
            SourceFile.CheckTrack(path, options.Track, source.Info.Place.Tracks);
            return new AudioReader(source, options);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads up to <c>interleaved.Length / channels</c> frames; full scale is ±1. Returns frames read, 0 at the end only.</summary>
    /// <exception cref="AudioException">The sound cannot be decoded or is longer than allowed.</exception>
    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken = default)
    {
        interleaved = interleaved[..(interleaved.Length / Format.Channels * Format.Channels)];
        int frames = _mixer is null
            ? await ReadCleanAsync(interleaved, cancellationToken)
            : await ReadMixedAsync(_mixer, interleaved, cancellationToken);
        _frames += frames;
        if (_frames > _maxFrames)
            throw AudioException.About(Info.Path, $"is longer than {_maxDuration:c}, the longest allowed; cut it or raise the limit.");
        return frames;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async ValueTask<int> ReadMixedAsync(ChannelMixer mixer, Memory<float> interleaved, CancellationToken cancellationToken)
    {
        int inputs = Info.Format.Channels, outputs = Format.Channels, wanted = interleaved.Length / outputs, done = 0;
        while (done < wanted)
        {
            int block = Math.Min(MixFrames, wanted - done);
            int frames = await ReadCleanAsync(_unmixed.AsMemory(0, block * inputs), cancellationToken);
            mixer.Mix(_unmixed.AsSpan(0, frames * inputs), interleaved.Span.Slice(done * outputs, frames * outputs));
            done += frames;
            if (frames < block)
                break;
        }

        return done;
    }

    private async ValueTask<int> ReadCleanAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int frames;
        try
        {
            frames = await _source.ReadAsync(interleaved, cancellationToken);
        }
        catch (IOException error)
        {
            throw SourceFile.Unreadable(Info.Path, "cannot be read to its end", error);
        }

        Clean(interleaved.Span[..(frames * Info.Format.Channels)]);
        return frames;
    }

    private void Clean(Span<float> samples)
    {
        // The sample of the largest magnitude comes with its sign.
        if (samples.IsEmpty || Math.Abs(TensorPrimitives.MaxMagnitude<float>(samples)) <= LoudestSound)
            return;
        foreach (ref float sample in samples)
        {
            if (!(Math.Abs(sample) <= LoudestSound))
            {
                sample = 0;
                CleanedSamples++;
            }
        }
    }
}
