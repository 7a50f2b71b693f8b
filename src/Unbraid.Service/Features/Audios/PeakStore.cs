using System.Text.Json;
using Unbraid.Audio;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Audios;

/// <summary>Waveforms of sounds, each computed when it is first asked for and kept as long as what it belongs to.</summary>
internal sealed class PeakStore(ObjectStore objects) : IDisposable
{
    /// <summary>Those of songs.</summary>
    public static readonly ObjectArea Area = new("peaks", ObjectOwner.Audio, IsFile: true);

    private const int FewestFrames = 256;
    private const int MostPoints = 32_768;

    /// <summary>Decoding is work; as much of it at once as would not hold up anything else.</summary>
    private readonly SemaphoreSlim _gate = new(2);

    /// <summary>The waveforms of some sounds under one key, as the JSON of an object by their names.</summary>
    /// <param name="key">Where they are kept.</param>
    /// <param name="sounds">Name and path of each.</param>
    /// <param name="duration">Seconds, of the longest.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Refusal">422, a file has become unreadable.</exception>
    public async Task<Dictionary<string, PeaksDto>> ReadAsync(
        string key, IReadOnlyDictionary<string, string> sounds, double duration, CancellationToken cancellationToken)
    {
        var path = objects.PathOf(key);
        if (!File.Exists(path))
        {
            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (!File.Exists(path))
                    await ComputeAsync(key, sounds, duration, cancellationToken);
            }
            catch (AudioException e) when (e.Reason == FaultReason.Input)
            {
                throw AudioInspector.WithoutName(e);
            }
            finally
            {
                _gate.Release();
            }
        }

        await using var stream = File.OpenRead(path);
        return (await JsonSerializer.DeserializeAsync<Dictionary<string, PeaksDto>>(stream, JsonSerializerOptions.Web, cancellationToken))!;
    }

    public void Dispose() => _gate.Dispose();

    private async Task ComputeAsync(string key, IReadOnlyDictionary<string, string> sounds, double duration, CancellationToken cancellationToken)
    {
        var peaks = new Dictionary<string, PeaksDto>();
        foreach (var (name, path) in sounds)
            peaks[name] = await ComputeAsync(path, duration, cancellationToken);
        var scratch = objects.NewScratchPath();
        try
        {
            await File.WriteAllBytesAsync(scratch, JsonSerializer.SerializeToUtf8Bytes(peaks, JsonSerializerOptions.Web), cancellationToken);
            objects.PublishFile(scratch, key);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }

    private static async Task<PeaksDto> ComputeAsync(string path, double duration, CancellationToken cancellationToken)
    {
        await using var reader = await AudioReader.OpenAsync(path, new AudioReaderOptions(), cancellationToken);
        var (rate, channels) = (reader.Format.SampleRate, reader.Format.Channels);
        var frames = Math.Max(FewestFrames, (int)Math.Ceiling(duration * rate / MostPoints));
        var peaks = WaveformPeaks.OfSize(frames, channels);
        var buffer = new float[channels * 65_536];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
            peaks.Add(buffer.AsSpan(0, read * channels));
        var buckets = peaks.Complete();
        return new PeaksDto
        {
            SampleRate = rate,
            SamplesPerPixel = frames,
            Length = buckets.Count,
            Data = [.. buckets.SelectMany(bucket => (int[])[Byte(bucket.Min), Byte(bucket.Max)])],
        };
    }

    private static int Byte(float sample) => (int)Math.Clamp(Math.Round(sample * 127), -128, 127);
}
