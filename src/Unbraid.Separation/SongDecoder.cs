using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>How a song is decoded.</summary>
internal sealed record DecodingPlan
{
    /// <summary>What of the file is read. More than two channels are always mixed down.</summary>
    public AudioReaderOptions Reading { get; init; } = new();

    /// <summary>The model that reads the song first, if it is known: the song is brought to its rate on the way.</summary>
    public ModelSpec? Model { get; init; }

    /// <summary>Whether somebody else reads the song at its own rate.</summary>
    public bool KeepsSamples { get; init; } = true;
}

/// <summary>Decodes songs into scratch files: once, and into one file unless both the song itself and what a model wants are needed.</summary>
internal static class SongDecoder
{
    /// <param name="path">The song.</param>
    /// <param name="scratchFolder">Existing folder with room for the song as 32-bit floats.</param>
    /// <param name="plan">How.</param>
    /// <param name="progress">The fraction decoded of what the file claims to hold; 0 if it claims nothing.</param>
    /// <param name="cancellationToken">Stops the decoding.</param>
    public static Task<Song> DecodeAsync(
        string path, string scratchFolder, DecodingPlan plan, IProgress<double>? progress, CancellationToken cancellationToken) =>
        // Resampling takes the processor, which a caller's thread may be needed for.
        Task.Run(() => DecodeHereAsync(path, scratchFolder, plan, progress, cancellationToken), cancellationToken);

    /// <summary>Copies a stream into a file, which decoders read from more than one place.</summary>
    /// <returns>Its path; the file goes with the set.</returns>
    /// <exception cref="AudioException">There is no room for it.</exception>
    public static async Task<string> KeepAsync(Stream stream, FileSet files, CancellationToken cancellationToken)
    {
        var path = Path.Combine(files.Scratch, StemNames.Untitled);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            await stream.CopyToAsync(file, cancellationToken);
            return path;
        }
        catch (Exception e) when (SystemErrors.OfWriting(e) is not null)
        {
            throw OutputErrors.Describe(files.Folder, e);
        }
    }

    private static async Task<Song> DecodeHereAsync(
        string path, string scratchFolder, DecodingPlan plan, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, plan.Reading with { Channels = null, MaxChannels = 2 }, cancellationToken);
        var format = reader.Format;
        var isPrepared = plan.Model is { } model && ModelInputBuilder.IsNeeded(format, model);
        using var builder = isPrepared ? new ModelInputBuilder(format, plan.Model!, scratchFolder) : null;
        var samples = plan.KeepsSamples || plan.Model?.SampleRate == format.SampleRate ? new ScratchFile(scratchFolder) : null;
        try
        {
            var frames = await ReadAsync(reader, [samples is null ? null : samples.Append, builder is null ? null : builder.Add], progress, cancellationToken);
            if (frames == 0)
                throw AudioException.About(path, "holds no sound: not a single sample could be decoded.");
            return new Song(reader.Info, format, frames, samples)
            {
                CleanedSamples = reader.CleanedSamples,
                Damage = reader.Damage,
                Prepared = builder?.Finish(samples),
            };
        }
        catch
        {
            samples?.Dispose();
            throw;
        }
    }

    private delegate void Taker(ReadOnlySpan<float> interleaved);

    // Returns the frames read.
    private static async Task<long> ReadAsync(AudioReader reader, Taker?[] takers, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var channels = reader.Format.Channels;
        var claimed = (reader.Info.ClaimedDuration?.TotalSeconds ?? 0) * reader.Format.SampleRate;
        var block = new float[ModelInputBuilder.BlockFrames * channels];
        long total = 0;
        while (await FillAsync(reader, block, cancellationToken) is > 0 and var frames)
        {
            foreach (var taker in takers)
                taker?.Invoke(block.AsSpan(0, frames * channels));
            total += frames;
            progress?.Report(claimed > 0 ? Math.Min(1, total / claimed) : 0);
        }

        return total;
    }

    // As many frames as the block holds, or fewer at the end.
    private static async Task<int> FillAsync(AudioReader reader, Memory<float> block, CancellationToken cancellationToken)
    {
        var done = 0;
        while (done < ModelInputBuilder.BlockFrames && await reader.ReadAsync(block[(done * reader.Format.Channels)..], cancellationToken) is > 0 and var frames)
            done += frames;
        return done;
    }
}
