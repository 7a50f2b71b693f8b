using Unbraid.Audio.Wav;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Decodes any file through an ffmpeg child that writes a float WAV stream into a pipe.</summary>
/// <remarks>
/// The pipe holds 64 KB: a child whose samples are not taken waits. Nothing resamples on the way, and silence takes the place of what is missing.
/// </remarks>
internal sealed class FfmpegDecoder : ISampleSource
{
    /// <summary>What has neither time stamps nor numbers of its blocks.</summary>
    private static readonly string[] s_untimed = ["mp3", "aac", "ac3", "eac3", "dts"];

    private readonly FfmpegProcess _child;
    private readonly FrameLog _log;
    private readonly WavReader _samples;
    private readonly HoleFiller _filled;
    private readonly long? _statedFrames;
    private readonly bool _lacksEnd;
    private bool _ended;

    private FfmpegDecoder(FfmpegProcess child, FrameLog log, WavReader samples, FfmpegProbe probe)
    {
        _child = child;
        _log = log;
        _samples = samples;
        var tail = probe.Info.Container == "ogg" ? OggTail.Read(probe.Info.Path) : null;
        _filled = new HoleFiller(samples, log, new HoleFinder(samples.Info.Format, countsBytes: s_untimed.Contains(probe.Info.Container), LastPage(probe, tail)));
        _statedFrames = EncoderPadding.StatedFrames(probe);
        _lacksEnd = tail is { HasEnd: false };
    }

    public AudioInfo Info => _samples.Info;

    public uint ChannelMask => _samples.ChannelMask;

    public AudioDamage? Damage { get; private set; }

    /// <summary>The child, for tests of its end.</summary>
    public int ProcessId => _child.Id;

    /// <param name="path">The file.</param>
    /// <param name="track">Which of its sounds, from 1 on; null for the main one.</param>
    /// <param name="beginsWithPicture">Whether the sound is to begin with the picture, if there is one.</param>
    /// <param name="cancellationToken">Ends the child.</param>
    /// <exception cref="AudioException">The file cannot be read as sound, or has no sound of this number.</exception>
    public static async Task<ISampleSource> OpenAsync(string path, int? track, bool beginsWithPicture, CancellationToken cancellationToken)
    {
        var probe = await FfmpegProbe.ReadAsync(path, track, cancellationToken);
        var decoder = await StartAsync(probe, cancellationToken, keepsTimes: beginsWithPicture);
        int delay = EncoderPadding.DelayFrames(probe);
        var source = new TrimmedSource(decoder, delay, EncoderPadding.ExactFrames(probe));
        return beginsWithPicture && probe.PictureStart is { } start ? new ShiftedSource(source, await decoder.FramesAfterAsync(start, probe) + delay) : source;
    }

    /// <summary>Starts the child and reads as far as its first sample.</summary>
    /// <param name="probe">The sound.</param>
    /// <param name="cancellationToken">Ends the child.</param>
    /// <param name="keepsTimes">Whether blocks have their times by the clock of the file; else they count from where ffmpeg begins.</param>
    public static async Task<FfmpegDecoder> StartAsync(FfmpegProbe probe, CancellationToken cancellationToken, bool keepsTimes = false)
    {
        var path = probe.Info.Path;
        string[] arguments =
        [
            // Where a file names no loudspeakers ffmpeg would take some that we do not: three channels for 2.1, four for 4.0.
            "-nostdin", "-filter_threads", "1", .. FrameLog.Options, "-threads", "1", "-guess_layout_max", "0", .. EncoderPadding.Options(probe), .. keepsTimes ? ["-copyts"] : Array.Empty<string>(), .. FfmpegProcess.InputOptions(path), "-map", $"0:{probe.StreamIndex}", "-map_metadata", "-1",
            "-af", FrameLog.Filter, "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
        ];
        var log = new FrameLog();
        var child = FfmpegProcess.Start("ffmpeg", arguments, ChildLimits.Decoding, log: log);
        try
        {
            child.Input.Close();
            await using var watch = child.Watch(cancellationToken);
            if (await WavHeader.ReadAsync(child.Output, CancellationToken.None) is { } header)
            {
                SourceFile.Check(path, header.Format.Sound);
                return new FfmpegDecoder(child, log, new WavReader(child.Output, header, probe.Info with { Format = header.Format.Sound }), probe);
            }

            await child.ExitAsync(cancellationToken);
            throw Undecodable(path, child);
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        if (_ended)
            return 0;
        await using var watch = _child.Watch(cancellationToken);
        int frames = await _filled.ReadAsync(interleaved);
        cancellationToken.ThrowIfCancellationRequested();
        if (frames * Info.Format.Channels == interleaved.Length)
            return frames;
        _ended = true;
        if (await _child.ExitAsync(cancellationToken) != 0)
            throw Undecodable(Info.Path, _child);
        Damage = Describe(AudioDamage.EarlyBy(_statedFrames, _filled.Position, Info.Format.SampleRate));
        return frames;
    }

    private static LastPage? LastPage(FfmpegProbe probe, OggTail? tail) =>
        probe.LastPageEnd is { } end && tail?.LastPage is { } position
            ? new LastPage(position, end)
            : null;

    private AudioDamage? Describe(TimeSpan missingAtEnd) => _filled.Holes == 0 && missingAtEnd == TimeSpan.Zero && !_lacksEnd && _log.Errors == 0
        ? null
        : new AudioDamage
        {
            Holes = _filled.Holes,
            Missing = Time(_filled.MissingFrames),
            FirstHole = Time(_filled.FirstHole),
            MissingAtEnd = missingAtEnd,
            LacksEnd = _lacksEnd,
            IsUndecodable = _log.Errors > 0,
        };

    private TimeSpan Time(long frames) => TimeSpan.FromSeconds((double)frames / Info.Format.SampleRate);

    /// <summary>By how many frames the first sample comes after a time: a container's own time of a stream may be that of samples that only prepare a decoder.</summary>
    private async Task<long> FramesAfterAsync(double seconds, FfmpegProbe probe)
    {
        var first = await _log.PeekAsync() is { Time: { } time } ? (double)time / Info.Format.SampleRate - seconds : probe.Info.Place.AfterPicture.TotalSeconds;
        return (long)Math.Round(first * Info.Format.SampleRate);
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        await _samples.DisposeAsync();
    }

    private static AudioException Undecodable(string path, FfmpegProcess child)
    {
        if (child.MachineFault() is { } fault)
            return AudioException.About(path, $"cannot be decoded: {fault.Message}.", fault.Reason, fault);
        return AudioException.About(path, child.LastError() switch
        {
            "" => "holds no samples; there is no sound in it.",
            FfmpegErrors.NoData => "cannot be decoded; it is damaged.",
            var words => $"cannot be decoded: {words}.",
        });
    }
}
