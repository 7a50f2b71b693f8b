namespace Unbraid.Audio.Ffmpeg;

/// <summary>Writes a file of any format but WAV through an ffmpeg child that reads PCM from a pipe.</summary>
/// <remarks>
/// MP3 is LAME's best variable rate (V0, about 245 kbit/s), or the constant rate asked for; its Xing/LAME tag records delay and padding. M4A is AAC-LC; its
/// edit list records the delay and, counted in samples, the length, as the positions of pages do in Ogg. Rates that a codec lacks are resampled
/// by ffmpeg to the next it has, see <see cref="EncodedRate"/>. Bitrates are those of <see cref="AudioEncoding.Bitrate"/>.
/// </remarks>
internal sealed class FfmpegEncoder : ISampleSink
{
    private static readonly int[] s_mp3Rates = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];
    private static readonly int[] s_aacRates = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000];

    /// <summary>The usual loudspeakers of 1 to 8 channels, as in <see cref="ChannelMixer.UsualMask"/>.</summary>
    private static readonly string[] s_layouts = ["mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1"];

    private readonly FfmpegProcess _child;

    /// <param name="path">The file to write, under whatever name.</param>
    /// <param name="format">Of the samples to come.</param>
    /// <param name="encoding">Any but WAV.</param>
    /// <param name="tags">Written as the container's own.</param>
    /// <param name="cover">Path of a JPEG picture to attach, if any; Ogg and Opus files do not get one.</param>
    public FfmpegEncoder(string path, AudioFormat format, AudioEncoding encoding, AudioTags tags, string? cover = null) =>
        _child = FfmpegProcess.Start("ffmpeg", Arguments(path, format, encoding, tags, cover), ChildLimits.Encoding);

    /// <summary>The sample type of the pipe: lossy codecs take floats.</summary>
    public static SampleType PipeType(AudioEncoding encoding) =>
        encoding.Container == AudioContainer.Flac ? encoding.Samples : SampleType.Float32;

    /// <summary>The rate in the file: the sound's own, else the highest that divides it, else the next higher, else the highest.</summary>
    public static int EncodedRate(AudioContainer container, int sampleRate)
    {
        int[] rates = container switch { AudioContainer.Mp3 => s_mp3Rates, AudioContainer.M4a => s_aacRates, AudioContainer.Opus => [48_000], _ => [sampleRate] };
        if (rates.Contains(sampleRate))
            return sampleRate;
        var dividing = rates.Where(rate => sampleRate % rate == 0 && rate >= 32_000).ToList();
        return dividing.Count > 0 ? dividing.Max() : rates.Where(rate => rate > sampleRate).DefaultIfEmpty(rates.Max()).Min();
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await using var watch = _child.Watch(cancellationToken);
        try
        {
            await _child.Input.WriteAsync(frames, CancellationToken.None);
        }
        catch (IOException)
        {
            // The child has gone, and says why.
            await _child.ExitAsync(cancellationToken);
            throw _child.Failure();
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await using var watch = _child.Watch(cancellationToken);
        try
        {
            await _child.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // As above: its exit tells.
        }

        if (await _child.ExitAsync(cancellationToken) != 0 || _child.Said(FfmpegErrors.IsAboutOutput)) // it may end with 0 all the same
            throw _child.Failure();
    }

    /// <summary>The child, for tests of its end.</summary>
    public int ProcessId => _child.Id;

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private static IEnumerable<string> Arguments(string path, AudioFormat format, AudioEncoding encoding, AudioTags tags, string? cover)
    {
        int rate = EncodedRate(encoding.Container, format.SampleRate);
        string pcm = PipeType(encoding) switch { SampleType.Int16 => "s16le", SampleType.Int24 => "s24le", _ => "f32le" };
        string layout = s_layouts[format.Channels - 1];
        cover = encoding.Container.HoldsCover() ? cover : null;
        string[] resample = rate == format.SampleRate ? [] : ["-af", $"apad=whole_len={LeastResampled(format.SampleRate, rate)}", "-ar", $"{rate}"];
        return
        [
            "-nostdin", "-protocol_whitelist", "file,pipe", "-f", pcm, "-ar", $"{format.SampleRate}", "-ac", $"{format.Channels}",
            "-channel_layout", layout, "-i", "pipe:0", .. FfmpegOutput.CoverInput(cover),
            "-map", "0:a:0", .. FfmpegOutput.Cover(cover), .. FfmpegOutput.Tags(tags), "-flags:a", "+bitexact",
            .. resample, .. FfmpegCodec.Options(encoding, format.Channels), .. FfmpegOutput.Muxer(encoding.Container, rate), "-y", FfmpegProcess.FileUrl(path),
        ];
    }

    /// <summary>Frames below which ffmpeg's resampler gives nothing at all, so that the file would hold no sound: silence makes up for the rest.</summary>
    private static int LeastResampled(int from, int to) => 32 * ((from + to - 1) / to);
}
