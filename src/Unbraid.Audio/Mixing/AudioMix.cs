namespace Unbraid.Audio;

/// <summary>Mixes files of one sample rate into one: the sum of the tracks, each with its gain and pan.</summary>
/// <remarks>
/// All tracks start together; shorter ones end in silence. Mono and stereo go together, in stereo; a mono mix becomes stereo where a track is panned.
/// Sums are made in double precision and rounded once. Where nothing but mutes was asked for and the tracks are lossless, the sum is that of their
/// integers, without dither: exact stems give their song back bit by bit. Memory does not depend on the length.
/// </remarks>
internal static class AudioMix
{
    private const int BlockFrames = 16_384;

    /// <param name="tracks">At least one.</param>
    /// <param name="destination">Final path; its folder must exist. The file appears when it is complete.</param>
    /// <param name="container">File format.</param>
    /// <param name="options">Which part, and what else goes into the file.</param>
    /// <param name="progress">Told the fraction that is done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AudioException">A track cannot be decoded or does not fit the others, a value is out of its range, or the file cannot be written.</exception>
    public static async Task<MixReport> WriteAsync(
        IReadOnlyList<MixTrack> tracks, string destination, AudioContainer container, MixOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        await using var sources = await MixSources.OpenAsync(tracks, options.MaxDuration, cancellationToken);
        var type = options.Samples ?? sources.TypeFor(container);
        bool lossless = container.IsLossless();
        bool exact = lossless && type != SampleType.Float32 && sources.FitInto(type) && tracks.All(track => track.IsExact);
        bool floats = lossless && type == SampleType.Float32;
        var (start, end) = Range(options, sources.Format.SampleRate);

        await using var writer = AudioWriter.Create(
            destination, sources.Format, new AudioEncoding(container, type), options.Tags, coverPath: options.CoverPath);
        var block = new float[BlockFrames * sources.Format.Channels];
        double expected = Math.Max(1, Math.Min(end, sources.ExpectedFrames));
        var report = default(MixReport);
        for (long position = 0; position < end;)
        {
            // The blocks before the start end where it is, so that none holds both.
            long wanted = Math.Min(BlockFrames, (position < start ? start : end) - position);
            int frames = await sources.ReadAsync(block.AsMemory(0, (int)wanted * sources.Format.Channels), cancellationToken);
            if (frames == 0)
                break;
            if (position >= start)
            {
                var samples = block.AsMemory(0, frames * sources.Format.Channels);
                report = Add(report, frames, samples.Span, floats);
                await writer.WriteAsync(samples, exact, cancellationToken);
            }

            position += frames;
            progress?.Report(Math.Min(1, position / expected));
        }

        if (report.Frames == 0)
            throw new AudioException(FaultReason.Request, $"Nothing is left to mix: the tracks end before {options.Start.TotalSeconds:0.###} s.");
        await writer.CompleteAsync(cancellationToken);
        return report;
    }

    private static (long Start, long End) Range(MixOptions options, int rate)
    {
        if (options.Start < TimeSpan.Zero)
            throw new AudioException(FaultReason.Request, $"A mix cannot start at {options.Start.TotalSeconds:0.###} s: give 0 or more.");
        long start = Frame(options.Start, rate);
        long end = options.End is { } time ? Frame(time, rate) : long.MaxValue;
        return end > start
            ? (start, end)
            : throw new AudioException(FaultReason.Request, $"A mix cannot end at {options.End!.Value.TotalSeconds:0.###} s: it starts at {options.Start.TotalSeconds:0.###} s.");
    }

    private static long Frame(TimeSpan time, int rate) => (long)((((Int128)time.Ticks * rate) + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond);

    private static MixReport Add(MixReport report, int frames, ReadOnlySpan<float> block, bool floats)
    {
        long clipped = report.ClippedSamples;
        double peak = report.Peak;
        foreach (float sample in block)
        {
            float magnitude = Math.Abs(sample);
            peak = Math.Max(peak, magnitude);
            if (magnitude > 1 && !floats)
                clipped++;
        }

        return new MixReport(report.Frames + frames, clipped, peak);
    }
}
