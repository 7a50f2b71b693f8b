namespace Unbraid.Audio;

/// <summary>What an exported file carries, and how long it may be.</summary>
internal sealed record AudioExportOptions
{
    /// <summary>The title in the tags. Default: the source's own. Its other tags are carried over.</summary>
    public string? Title { get; init; }

    /// <summary>A JPEG picture to attach as the front cover. Default: none. WAV, Ogg and Opus files do not get one.</summary>
    public string? CoverPath { get; init; }

    /// <summary>Longest sound to accept. Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }
}

/// <summary>Writes a whole song in a format to download. Length and offset stay exact.</summary>
/// <remarks>
/// Lossless sources keep their samples as they are in WAV and FLAC (a FLAC file holds at most 24 bits); lossy ones are written with
/// 16 bits and dither. Lossy sources that are asked for in their own format are copied without a second loss, with the new tags. MP3 and Opus get at most
/// two channels: more are mixed down. Everything else is as at <see cref="AudioWriter"/>.
/// </remarks>
internal static class AudioExport
{
    private const int BlockFrames = 16_384;

    /// <exception cref="AudioException">The source cannot be decoded, or the file cannot be written.</exception>
    public static async Task WriteAsync(
        string source, string destination, AudioContainer container, AudioExportOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var info = await AudioProbe.ReadAsync(source, cancellationToken);
        var tags = options.Title is { } title ? info.Tags.WithTitle(title) : info.Tags;
        if (AudioCopy.CanCopy(info, container) &&
            await AudioCopy.TryWriteAsync(source, destination, container, tags, options, cancellationToken))
            return;

        var type = container.SamplesFor(info.LosslessSamples);
        bool mixDown = info.Format.Channels > container.MaxChannels();
        var readerOptions = new AudioReaderOptions { Channels = mixDown ? 2 : null, MaxDuration = options.MaxDuration };
        await using var reader = await AudioReader.OpenAsync(source, readerOptions, cancellationToken);
        var encoding = new AudioEncoding(container, type);
        await using var writer = AudioWriter.Create(destination, reader.Format, encoding, tags, coverPath: options.CoverPath);
        bool exact = container.IsLossless() && type != SampleType.Float32 && info.LosslessSamples == type;
        var block = new float[BlockFrames * reader.Format.Channels];
        double expected = (info.ClaimedDuration ?? TimeSpan.Zero).TotalSeconds * info.Format.SampleRate;
        long done = 0;
        while (await reader.ReadAsync(block, cancellationToken) is var frames and > 0)
        {
            await writer.WriteAsync(block.AsMemory(0, frames * reader.Format.Channels), exact, cancellationToken);
            done += frames;
            progress?.Report(done / Math.Max(expected, done));
        }

        await writer.CompleteAsync(cancellationToken);
    }
}
