using Unbraid.Audio.Ffmpeg;
using Unbraid.Audio.Wav;

namespace Unbraid.Audio;

/// <summary>Writes one sound file. The file appears under its final name only when it is complete.</summary>
/// <remarks>
/// Disposing a writer that was not completed deletes what it wrote. After an error or a cancellation nothing more can be written and the
/// file is gone. Not safe for use from two threads at once.
/// </remarks>
public sealed class AudioWriter : IAsyncDisposable
{
    private readonly PendingFile _file;
    private readonly AudioFormat _format;
    private readonly PcmPacker _packer;
    private readonly ISampleSink _sink;
    private bool _ended;

    private AudioWriter(PendingFile file, AudioFormat format, PcmPacker packer, ISampleSink sink)
    {
        _file = file;
        _format = format;
        _packer = packer;
        _sink = sink;
    }

    /// <summary>Begins a file; an existing file of that name is replaced on completion.</summary>
    /// <param name="path">Final path; its folder must exist.</param>
    /// <param name="format">Rate and channels of the samples to come.</param>
    /// <param name="encoding">File format and sample type.</param>
    /// <param name="tags">Tags to write, if any.</param>
    /// <param name="ditherSeed">Seed of the TPDF dither of 16-bit files, so that the same input gives the same bytes.</param>
    /// <param name="coverPath">A JPEG picture to attach as the front cover, if any. WAV files do not hold one.</param>
    /// <exception cref="AudioException">The file cannot be written there, or the file format cannot hold such samples.</exception>
    public static AudioWriter Create(string path, AudioFormat format, AudioEncoding encoding, AudioTags? tags = null, int ditherSeed = 0,
        string? coverPath = null)
    {
        var file = new PendingFile(path);
        try
        {
            var sink = CreateSink(file, format, encoding, tags ?? AudioTags.None, coverPath);
            bool lossy = encoding.Container is AudioContainer.Mp3 or AudioContainer.M4a;
            var packer = new PcmPacker(PipeType(encoding), ditherSeed, clipFloats: lossy);
            return new AudioWriter(file, format, packer, sink);
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is IOException or UnauthorizedAccessException)
                throw OutputErrors.Describe(file.FinalPath, error);
            throw;
        }
    }

    /// <summary>Appends frames of float samples; full scale is ±1, more is clipped in all but 32-bit float files.</summary>
    /// <exception cref="AudioException">The file cannot be written, for example because the disk is full.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<float> interleaved, CancellationToken cancellationToken = default) =>
        WriteAsync(interleaved, (packer, samples) => packer.Pack(samples.Span), cancellationToken);

    /// <summary>Appends frames already quantised to the integer sample type of a lossless file, written as they are.</summary>
    /// <exception cref="AudioException">The file cannot be written, for example because the disk is full.</exception>
    public ValueTask WriteQuantizedAsync(ReadOnlyMemory<int> interleaved, CancellationToken cancellationToken = default) =>
        WriteAsync(interleaved, (packer, samples) => packer.Pack(samples.Span), cancellationToken);

    /// <summary>Finishes the file and gives it its final name.</summary>
    /// <exception cref="AudioException">The file cannot be written, for example because the disk is full.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => GuardAsync(async () =>
    {
        await _sink.FinishAsync(cancellationToken);
        _file.Commit();
        _ended = true;
    });

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        try
        {
            await _sink.DisposeAsync();
        }
        catch (IOException)
        {
            // Bytes that could not be flushed: the file goes anyway.
        }

        _file.Dispose();
    }

    private static SampleType PipeType(AudioEncoding encoding) =>
        encoding.Container == AudioContainer.Wav ? encoding.Samples : FfmpegEncoder.PipeType(encoding);

    private static ISampleSink CreateSink(PendingFile file, AudioFormat format, AudioEncoding encoding, AudioTags tags, string? coverPath)
    {
        if (format.Channels is < 1 or > 8 || format.SampleRate is < 8_000 or > 192_000)
            throw new ArgumentOutOfRangeException(nameof(format), format, "Sound has 1 to 8 channels and 8000 to 192000 Hz.");
        if (encoding.Container == AudioContainer.Wav)
            return new WavWriter(file.Create(), format, encoding.Samples, tags);
        if (encoding is { Container: AudioContainer.Flac, Samples: SampleType.Float32 })
            throw new AudioException("FLAC holds 16 or 24 bits, not 32-bit floats; choose 16 or 24 bits, or WAV.");
        if (encoding.Container == AudioContainer.Mp3 && format.Channels > 2)
            throw new AudioException($"MP3 holds one or two channels, not {format.Channels}; choose another format.");
        file.Create().Dispose(); // what is wrong with the folder shows now, not when the child has started
        return new FfmpegEncoder(file.TemporaryPath, format, encoding, tags, coverPath);
    }

    private ValueTask WriteAsync<T>(ReadOnlyMemory<T> interleaved, Func<PcmPacker, ReadOnlyMemory<T>, ReadOnlyMemory<byte>> pack, CancellationToken cancellationToken)
    {
        if (interleaved.Length % _format.Channels != 0)
            throw new ArgumentException($"{interleaved.Length} samples are not whole frames of {_format.Channels} channels.", nameof(interleaved));
        return GuardAsync(async () =>
        {
            for (int block = PcmPacker.MaxSamples / _format.Channels * _format.Channels; !interleaved.IsEmpty;)
            {
                int count = Math.Min(block, interleaved.Length);
                await _sink.WriteAsync(pack(_packer, interleaved[..count]), cancellationToken);
                interleaved = interleaved[count..];
            }
        });
    }

    /// <summary>Runs a step; when it fails the file goes, and the user gets one sentence.</summary>
    private async ValueTask GuardAsync(Func<Task> step)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            await step();
        }
        catch (Exception error)
        {
            await DisposeAsync();
            if (error is IOException or UnauthorizedAccessException)
                throw OutputErrors.Describe(_file.FinalPath, error);
            throw;
        }
    }
}
