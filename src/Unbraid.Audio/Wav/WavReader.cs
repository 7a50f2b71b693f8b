using System.Numerics.Tensors;

namespace Unbraid.Audio.Wav;

/// <summary>Decodes a WAV file, or a WAV stream that cannot seek.</summary>
internal sealed class WavReader : ISampleSource
{
    private const int BufferBytes = 1 << 17;

    private readonly Stream _stream;
    private readonly WavFormat _format;
    private readonly float _gain;
    private readonly byte[] _buffer;
    private readonly long? _statedFrames;
    private long _remaining;
    private long _frames;

    /// <param name="stream">Positioned at the first sample; disposed with the reader.</param>
    /// <param name="header">What was read before.</param>
    /// <param name="info">For the user.</param>
    public WavReader(Stream stream, WavHeader header, AudioInfo info)
    {
        _stream = stream;
        _format = header.Format;
        _gain = header.Gain;
        _remaining = header.DataLength;
        _buffer = new byte[BufferBytes / _format.BytesPerFrame * _format.BytesPerFrame];
        _statedFrames = header.MissingBytes == 0 ? null : (header.DataLength + header.MissingBytes) / _format.BytesPerFrame;
        Info = info;
    }

    public AudioInfo Info { get; }

    public uint ChannelMask => _format.ChannelMask;

    public AudioDamage? Damage { get; private set; }

    /// <summary>Opens a WAV file of plain samples; null for everything else.</summary>
    /// <exception cref="AudioException">The file is missing, empty, a folder, or holds no samples.</exception>
    public static async Task<WavReader?> TryOpenAsync(string path, CancellationToken cancellationToken)
    {
        var stream = SourceFile.Open(path);
        try
        {
            if (await WavHeader.ReadAsync(stream, cancellationToken) is { } header)
            {
                SourceFile.Check(path, header.Format.Sound);
                if (header.DataLength < header.Format.BytesPerFrame)
                    throw AudioException.About(path, "holds no samples; there is no sound in it.");
                return new WavReader(stream, header, Describe(path, header));
            }
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        await stream.DisposeAsync();
        return null;
    }

    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        int done = 0;
        while (done < interleaved.Length && _remaining > 0)
        {
            int sampleBytes = _format.Sample.Bytes();
            int wanted = (int)Math.Min(Math.Min((long)(interleaved.Length - done) * sampleBytes, _buffer.Length), _remaining);
            int read = await _stream.ReadAtLeastAsync(_buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
            int samples = read / _format.BytesPerFrame * _format.Sound.Channels;
            var floats = interleaved.Span.Slice(done, samples);
            WavSamples.ToFloat(_format.Sample, _buffer.AsSpan(0, read), floats);
            if (_gain != 1)
                TensorPrimitives.Multiply(floats, _gain, floats);
            done += samples;
            _remaining = read < wanted ? 0 : _remaining - read;
        }

        int frames = done / _format.Sound.Channels;
        _frames += frames;
        if (done < interleaved.Length && AudioDamage.EarlyBy(_statedFrames, _frames, _format.Sound.SampleRate) is { Ticks: > 0 } missing)
            Damage = new AudioDamage { MissingAtEnd = missing };
        return frames;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static AudioInfo Describe(string path, WavHeader header) => new()
    {
        Path = path,
        Container = "wav",
        Codec = header.Format.Sample.CodecName(),
        Format = header.Format.Sound,
        ClaimedDuration = TimeSpan.FromSeconds((double)(header.DataLength / header.Format.BytesPerFrame) / header.Format.Sound.SampleRate),
        LosslessSamples = header.Format.Sample switch
        {
            WavSampleType.UInt8 or WavSampleType.Int16 => SampleType.Int16,
            WavSampleType.Int24 => SampleType.Int24,
            WavSampleType.Int32 when header.Format.UnusedBits >= 8 && header.Gain > 1 => SampleType.Int24,
            _ => SampleType.Float32,
        },
        Tags = header.Tags,
    };
}
