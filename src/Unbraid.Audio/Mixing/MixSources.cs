namespace Unbraid.Audio;

/// <summary>The tracks of a mix, read side by side and added up.</summary>
internal sealed class MixSources : IAsyncDisposable
{
    private readonly List<(AudioReader Reader, double[] Factors)> _tracks = [];
    private float[] _samples = [];
    private double[] _sum = [];

    private MixSources(AudioFormat format) => Format = format;

    /// <summary>Of the mix.</summary>
    public AudioFormat Format { get; }

    /// <summary>The length of the longest track, as the files claim.</summary>
    public double ExpectedFrames => _tracks.Max(track => (track.Reader.Info.ClaimedDuration ?? TimeSpan.Zero).TotalSeconds) * Format.SampleRate;

    /// <exception cref="AudioException">A track cannot be opened or does not fit the others.</exception>
    public static async Task<MixSources> OpenAsync(IReadOnlyList<MixTrack> tracks, TimeSpan? maxDuration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tracks.Count);
        var infos = new List<AudioInfo>();
        foreach (var track in tracks)
            infos.Add(await AudioProbe.ReadAsync(track.Path, cancellationToken));
        var sources = new MixSources(FormatOf(infos, tracks.Any(track => track.Pan != 0)));
        try
        {
            var options = new AudioReaderOptions
            {
                Channels = sources.Format.Channels <= 2 ? sources.Format.Channels : null,
                MaxDuration = maxDuration,
            };
            foreach (var track in tracks)
            {
                var factors = track.Factors(sources.Format.Channels);
                sources._tracks.Add((await AudioReader.OpenAsync(track.Path, options, cancellationToken), factors));
            }

            return sources;
        }
        catch
        {
            await sources.DisposeAsync();
            throw;
        }
    }

    /// <summary>The smallest sample type that the tracks lose nothing in, as far as the container has it; 16 bits for lossy ones.</summary>
    public SampleType TypeFor(AudioContainer container) =>
        container.SamplesFor(_tracks.Max(track => track.Reader.Info.LosslessSamples));

    /// <summary>Whether an integer type holds the samples of all tracks as they are.</summary>
    public bool FitInto(SampleType type) => _tracks.All(track => track.Reader.Info.LosslessSamples is { } samples && samples <= type);

    /// <summary>The next frames of the mix; fewer than asked for, and then none, at the end of the longest track.</summary>
    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        if (_sum.Length < interleaved.Length)
            (_samples, _sum) = (new float[interleaved.Length], new double[interleaved.Length]);
        Array.Clear(_sum);
        int longest = 0;
        foreach (var (reader, factors) in _tracks)
        {
            int count = await FillAsync(reader, _samples.AsMemory(0, interleaved.Length), cancellationToken);
            Add(_samples.AsSpan(0, count), factors);
            longest = Math.Max(longest, count);
        }

        var mix = interleaved.Span[..longest];
        for (int i = 0; i < mix.Length; i++)
            mix[i] = (float)_sum[i];
        return longest / Format.Channels;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (reader, _) in _tracks)
            await reader.DisposeAsync();
    }

    private static AudioFormat FormatOf(List<AudioInfo> tracks, bool panned)
    {
        var first = tracks[0];
        int channels = Math.Max(tracks.Max(track => track.Format.Channels), panned ? 2 : 1);
        foreach (var track in tracks)
        {
            if (track.Format.SampleRate != first.Format.SampleRate)
                throw AudioException.About(track.Path, $"has {track.Format.SampleRate} Hz and '{first.Path}' {first.Format.SampleRate} Hz; tracks of a mix need one rate.");
            if (track.Format.Channels != channels && channels > 2)
                throw AudioException.About(track.Path, $"has {track.Format.Channels} channels where another track has {channels}; beyond stereo, all tracks of a mix need as many.");
        }

        return first.Format with { Channels = channels };
    }

    private static async ValueTask<int> FillAsync(AudioReader reader, Memory<float> samples, CancellationToken cancellationToken)
    {
        int done = 0;
        while (done < samples.Length && await reader.ReadAsync(samples[done..], cancellationToken) is var frames and > 0)
            done += frames * reader.Format.Channels;
        return done;
    }

    private void Add(ReadOnlySpan<float> samples, double[] factors)
    {
        for (int channel = 0; channel < factors.Length; channel++)
        {
            double factor = factors[channel];
            for (int i = channel; i < samples.Length && factor != 0; i += factors.Length)
                _sum[i] += factor * samples[i];
        }
    }
}
