using Unbraid.Audio.Wav;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Decodes any file through an ffmpeg child that writes a float WAV stream into a pipe.</summary>
/// <remarks>The pipe holds 64 KB: a child whose samples are not taken waits. Nothing resamples or fills gaps on the way.</remarks>
internal sealed class FfmpegDecoder : ISampleSource
{
    private readonly FfmpegProcess _child;
    private readonly WavReader _samples;
    private bool _ended;

    private FfmpegDecoder(FfmpegProcess child, WavReader samples)
    {
        _child = child;
        _samples = samples;
    }

    public AudioInfo Info => _samples.Info;

    public uint ChannelMask => _samples.ChannelMask;

    /// <summary>The child, for tests of its end.</summary>
    public int ProcessId => _child.Id;

    /// <exception cref="AudioException">The file cannot be read as sound.</exception>
    public static async Task<ISampleSource> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var probe = await FfmpegProbe.ReadAsync(path, cancellationToken);
        var source = await StartAsync(probe, cancellationToken);
        return new TrimmedSource(source, EncoderPadding.DelayFrames(probe), EncoderPadding.ExactFrames(probe));
    }

    /// <summary>Starts the child and reads as far as its first sample.</summary>
    public static async Task<FfmpegDecoder> StartAsync(FfmpegProbe probe, CancellationToken cancellationToken)
    {
        var path = probe.Info.Path;
        string[] arguments =
        [
            // Where a file names no loudspeakers ffmpeg would take some that we do not: three channels for 2.1, four for 4.0.
            "-nostdin", "-guess_layout_max", "0", .. EncoderPadding.Options(probe), .. FfmpegProcess.InputOptions(path), "-map", $"0:{probe.StreamIndex}", "-map_metadata", "-1",
            "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
        ];
        var child = FfmpegProcess.Start("ffmpeg", arguments);
        try
        {
            child.Input.Close();
            await using var kill = child.KillOn(cancellationToken);
            if (await WavHeader.ReadAsync(child.Output, CancellationToken.None) is { } header)
            {
                SourceFile.Check(path, header.Format.Sound);
                return new FfmpegDecoder(child, new WavReader(child.Output, header, probe.Info with { Format = header.Format.Sound }));
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
        await using var kill = _child.KillOn(cancellationToken);
        int frames = await _samples.ReadAsync(interleaved, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (frames * Info.Format.Channels < interleaved.Length)
        {
            _ended = true;
            if (await _child.ExitAsync(cancellationToken) != 0)
                throw Undecodable(Info.Path, _child);
        }

        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        await _samples.DisposeAsync();
    }

    private static AudioException Undecodable(string path, FfmpegProcess child) => child.LastError() is { Length: > 0 } reason
        ? new AudioException($"{SourceFile.Name(path)} cannot be decoded: {reason}.")
        : new AudioException($"{SourceFile.Name(path)} holds no samples; there is no sound in it.");
}
