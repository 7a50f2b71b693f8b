using Unbraid.Audio;
using Unbraid.Separation.Sources;

namespace Unbraid.Separation;

/// <summary>The files of all stems of one song, written side by side.</summary>
internal sealed class StemFiles : IAsyncDisposable
{
    private readonly Song _song;
    private readonly StemBalancer? _balancer;
    private readonly FileSet _set;
    private readonly List<(string Name, string Path, AudioWriter Writer)> _files = [];
    private readonly PeakMeter? _peak;
    private readonly WaitingStems? _waiting;
    private float[] _songBlock = [];

    /// <param name="set">Where the files appear together.</param>
    /// <param name="song">The song.</param>
    /// <param name="output">Where and how.</param>
    /// <param name="model">What makes the stems.</param>
    /// <param name="stems">Names of the stems.</param>
    /// <param name="balance">The one of them that takes what the others leave of the song, if there is one.</param>
    /// <param name="cover">Path of the song's cover, a JPEG picture, if it has one.</param>
    public StemFiles(FileSet set, Song song, StemOutput output, string model, IReadOnlyList<string> stems, string? balance, string? cover = null)
    {
        (_set, _song) = (set, song);
        var cuts = !HoldsAll(output.Encoding) || (output.Clip == ClipMode.Clamp && !output.Exact);
        _peak = cuts ? new PeakMeter() : null;
        List<string> names = [.. output.StemsOf(stems)];
        if (output.Exact || output.Residual)
            _balancer = new StemBalancer(names.Count, names.IndexOf(output.Residual ? StemOutput.ResidualName : balance!), output);
        var paths = output.PathsOf(song.Info.Path, song.Info.Tags, model, names);
        if (song.Info.Path.Length > 0 && paths.Contains(Path.GetFullPath(song.Info.Path)))
            throw new SeparationException($"A stem would be written over the song '{song.Info.Path}': choose another folder or other names.");
        for (var i = 0; i < names.Count; i++)
        {
            var writer = AudioWriter.Create(
                set, Path.GetFileName(paths[i]), song.Format, output.Encoding, Tags(song, names[i]), ditherSeed: i, limit: cuts, coverPath: cover);
            _files.Add((names[i], paths[i], writer));
        }

        if (Waits(output))
            _waiting = new WaitingStems(names.Count, set.Scratch);
    }

    /// <summary>Whether the files are written when all of the song is known, and not before.</summary>
    public bool IsWaiting => _waiting is not null;

    /// <summary>The gain in dB of all stems; 0, or less where they would have clipped.</summary>
    public double Gain => _waiting is null ? 0 : _peak!.Gain;

    /// <summary>Whether files are written when all of the song is known, so that their gain is.</summary>
    public static bool Waits(StemOutput output) => output.Clip == ClipMode.Rescale && !output.Exact && !HoldsAll(output.Encoding);

    /// <exception cref="SeparationException">The combination is invalid.</exception>
    public static void Check(StemOutput output, IReadOnlyList<string> stems, IStemSource source)
    {
        var encoding = output.Encoding;
        if (encoding is { Container: AudioContainer.Flac, Samples: SampleType.Float32 })
            throw new SeparationException("FLAC holds 16 or 24 bits, not 32-bit float. Choose 24 bits, or WAV for float.");
        if (Bitrates.Complaint(encoding) is { } complaint)
            throw new SeparationException(complaint);
        output.Names.Check(output.StemsOf(stems));
        if (!output.Exact)
            return;
        if (!encoding.Container.IsLossless())
            throw new SeparationException($"Exact stems need a lossless format, and {encoding.Container.Name()} is not one. Choose WAV or FLAC.");
        if (!output.Residual && (stems.Count < source.Stems.Count || source.Balance is null))
            throw new SeparationException("Exact stems need somewhere for the difference to go. Ask for the residual too, or for all stems.");
    }

    public async Task WriteAsync(StemSegment segment, CancellationToken cancellationToken)
    {
        if (_balancer is null)
        {
            for (var i = 0; i < _files.Count; i++)
                await WriteAsync(i, segment.Stems[i], cancellationToken);
            return;
        }

        var samples = segment.Frames * _song.Format.Channels;
        Buffers.Grow(ref _songBlock, samples);
        var song = _songBlock.AsMemory(0, samples);
        _song.Read(segment.Start, song.Span);
        _balancer.Fill(song.Span, segment.Stems);
        if (_balancer.IsQuantized)
            _peak?.Add(song.Span);
        for (var i = 0; i < _files.Count; i++)
        {
            if (_balancer.IsQuantized)
                await _files[i].Writer.WriteQuantizedAsync(_balancer.Quantized(i), cancellationToken);
            else
                await WriteAsync(i, _balancer.Samples(i), cancellationToken);
        }
    }

    /// <summary>The sentence on what the files cannot hold; null where they hold everything.</summary>
    public string? Clipping => (_peak?.Excess, _balancer?.Excess) switch
    {
        (null, null) => null,
        ({ } excess, _) when _balancer?.IsQuantized is true =>
            $"The song is up to {excess} dB louder than the files can hold; the stems sum to it as it is when cut at full scale.",
        (null, { } excess) =>
            $"A stem is up to {excess} dB louder than the files can hold; what was cut of it is in another, so that they sum to the song at its own level.",
        _ when IsWaiting =>
            $"All stems are {-Gain:0.0} dB softer than in the song, by one gain, because the loudest would have clipped; WAV with 32-bit floats keeps the level.",
        ({ } excess, _) => $"The stems are up to {excess} dB louder than the files can hold, and were cut there; WAV with 32-bit floats holds them as they are.",
    };

    /// <summary>Finishes all files, then gives them their names; stem name to path.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CompleteAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (_waiting is not null)
            await _waiting.EmptyAsync(Gain, _song.Format.Channels, (file, samples) => _files[file].Writer.WriteAsync(samples, cancellationToken), progress);
        foreach (var file in _files)
            await file.Writer.CompleteAsync(cancellationToken);
        _set.Commit();
        return _files.ToDictionary(file => file.Name, file => file.Path);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting?.Dispose();
        foreach (var file in _files)
            await file.Writer.DisposeAsync();
    }

    private ValueTask WriteAsync(int file, ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        _peak?.Add(samples.Span);
        if (_waiting is null)
            return _files[file].Writer.WriteAsync(samples, cancellationToken);
        _waiting.Append(file, samples.Span);
        return ValueTask.CompletedTask;
    }

    private static bool HoldsAll(AudioEncoding encoding) => encoding is { Container: AudioContainer.Wav, Samples: SampleType.Float32 };

    private static AudioTags Tags(Song song, string stem)
    {
        var title = song.Info.Tags.Title ?? Path.GetFileNameWithoutExtension(song.Info.Path);
        return song.Info.Tags.WithTitle(title.Length > 0 ? $"{title} ({stem})" : stem);
    }
}
