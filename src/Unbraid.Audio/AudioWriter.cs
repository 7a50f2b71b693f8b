using Unbraid.Audio.Ffmpeg;
using Unbraid.Audio.Wav;

namespace Unbraid.Audio;

/// <summary>Writes one sound file. The file appears under its final name only when it is complete, alone or with the others of its set.</summary>
/// <remarks>
/// Disposing a writer that was not completed deletes what it wrote; of a set, the set does. After an error or a cancellation nothing more can be written and the
/// file is gone. Not safe for use from two threads at once.
/// </remarks>
internal sealed class AudioWriter : IAsyncDisposable
{
    private readonly FileSet _files;
    private readonly bool _alone;
    private readonly string _path;
    private readonly AudioFormat _format;
    private readonly PcmPacker _packer;
    private readonly ISampleSink _sink;
    private int[] _integers = [];
    private bool _ended;

    private AudioWriter(FileSet files, bool alone, string path, AudioFormat format, PcmPacker packer, ISampleSink sink)
    {
        (_files, _alone, _path) = (files, alone, path);
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
    /// <param name="coverPath">A JPEG picture to attach as the front cover, if any. WAV, Ogg and Opus files do not get one.</param>
    /// <exception cref="AudioException">The file cannot be written there, or the file format cannot hold such samples.</exception>
    public static AudioWriter Create(string path, AudioFormat format, AudioEncoding encoding, AudioTags? tags = null, int ditherSeed = 0,
        string? coverPath = null)
    {
        var files = FileSet.Beside(path);
        try
        {
            return Create(files, alone: true, Path.GetFileName(path), format, encoding, tags, ditherSeed, coverPath, limit: false);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Begins a file of a set, which appears with the set and not on completion.</summary>
    /// <param name="files">The set.</param>
    /// <param name="name">The file's final name.</param>
    /// <param name="format">Rate and channels of the samples to come.</param>
    /// <param name="encoding">File format and sample type.</param>
    /// <param name="tags">Tags to write, if any.</param>
    /// <param name="ditherSeed">Seed of the TPDF dither of 16-bit files, so that the same input gives the same bytes.</param>
    /// <param name="limit">Whether 32-bit floats are cut at full scale too, as all others are.</param>
    /// <param name="coverPath">A JPEG picture to attach as the front cover, if any, as of a file alone.</param>
    /// <exception cref="AudioException">The file cannot be written there, or the file format cannot hold such samples.</exception>
    public static AudioWriter Create(FileSet files, string name, AudioFormat format, AudioEncoding encoding, AudioTags? tags = null,
        int ditherSeed = 0, bool limit = false, string? coverPath = null) => Create(files, alone: false, name, format, encoding, tags, ditherSeed, coverPath, limit);

    /// <summary>Appends frames of float samples; full scale is ±1, more is clipped in all but 32-bit float files.</summary>
    /// <exception cref="AudioException">The file cannot be written, for example because the disk is full.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<float> interleaved, CancellationToken cancellationToken = default) =>
        WriteAsync(interleaved, (packer, samples) => packer.Pack(samples.Span), cancellationToken);

    /// <summary>As the others: float samples, of which the file's integers hold each as it is where they are exact.</summary>
    internal async ValueTask WriteAsync(ReadOnlyMemory<float> interleaved, bool exact, CancellationToken cancellationToken)
    {
        if (!exact)
        {
            await WriteAsync(interleaved, cancellationToken);
            return;
        }

        if (_integers.Length < interleaved.Length)
            _integers = new int[interleaved.Length];
        SampleQuantizer.Quantize(interleaved.Span, _packer.Type, _integers);
        await WriteQuantizedAsync(_integers.AsMemory(0, interleaved.Length), cancellationToken);
    }

    /// <summary>Appends frames already quantised to the integer sample type of a lossless file, written as they are.</summary>
    /// <exception cref="AudioException">The file cannot be written, for example because the disk is full.</exception>
    public ValueTask WriteQuantizedAsync(ReadOnlyMemory<int> interleaved, CancellationToken cancellationToken = default) =>
        WriteAsync(interleaved, (packer, samples) => packer.Pack(samples.Span), cancellationToken);

    /// <summary>Finishes the file and, unless it is one of a set, gives it its final name.</summary>
    /// <exception cref="AudioException">The file cannot be written, for example because the disk is full.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => GuardAsync(async () =>
    {
        await _sink.FinishAsync(cancellationToken);
        if (_alone)
            _files.Commit();
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

        if (_alone)
            _files.Dispose();
    }

    private static AudioWriter Create(FileSet files, bool alone, string name, AudioFormat format, AudioEncoding encoding, AudioTags? tags,
        int ditherSeed, string? coverPath, bool limit)
    {
        var path = Path.Combine(files.Folder, name);
        Check(format, encoding);
        try
        {
            var sink = CreateSink(files.Add(name), format, encoding, tags ?? AudioTags.None, coverPath);
            var packer = new PcmPacker(PipeType(encoding), ditherSeed, clipFloats: limit || !encoding.Container.IsLossless());
            return new AudioWriter(files, alone, path, format, packer, sink);
        }
        catch (Exception error) when (SystemErrors.OfWriting(error) is not null)
        {
            throw OutputErrors.Describe(path, error);
        }
    }

    private static SampleType PipeType(AudioEncoding encoding) =>
        encoding.Container == AudioContainer.Wav ? encoding.Samples : FfmpegEncoder.PipeType(encoding);

    private static void Check(AudioFormat format, AudioEncoding encoding)
    {
        if (format.Channels is < 1 or > 8 || format.SampleRate is < 8_000 or > 192_000)
            throw new ArgumentOutOfRangeException(nameof(format), format, "Sound has 1 to 8 channels and 8000 to 192000 Hz.");
        if (encoding is { Container: AudioContainer.Flac, Samples: SampleType.Float32 })
            throw new AudioException(FaultReason.Request, "FLAC holds 16 or 24 bits, not 32-bit floats; choose 16 or 24 bits, or WAV.");
        if (Bitrates.Complaint(encoding) is { } complaint)
            throw new AudioException(FaultReason.Request, complaint);
        if (format.Channels > encoding.Container.MaxChannels())
            throw new AudioException(FaultReason.Request, $"An {encoding.Container.Name()} file gets one or two channels, not {format.Channels}; choose another format.");
    }

    private static ISampleSink CreateSink(string path, AudioFormat format, AudioEncoding encoding, AudioTags tags, string? coverPath)
    {
        if (encoding.Container != AudioContainer.Wav)
            return new FfmpegEncoder(path, format, encoding, tags, coverPath);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            return new WavWriter(file, format, encoding.Samples, tags);
        }
        catch
        {
            file.Dispose();
            throw;
        }
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
            if (SystemErrors.OfWriting(error) is not null)
                throw OutputErrors.Describe(_path, error);
            throw;
        }
    }
}
