using Unbraid.Audio;

namespace Unbraid.Video.Sound;

/// <summary>Reads a song and tells for each picture how loud its bands are.</summary>
internal sealed class SpectrumReader : IAsyncDisposable
{
    private readonly AudioReader _reader;
    private readonly SpectrumBands _bands;
    private readonly float[] _block;
    private readonly double _framesPerPicture;
    private double _due;

    private SpectrumReader(AudioReader reader, int bands, double picturesPerSecond)
    {
        _reader = reader;
        _bands = new SpectrumBands(bands, reader.Format);
        _framesPerPicture = reader.Format.SampleRate / picturesPerSecond;
        _block = new float[((int)_framesPerPicture + 1) * reader.Format.Channels];
    }

    /// <exception cref="AudioException">The sound cannot be decoded.</exception>
    public static async Task<SpectrumReader> OpenAsync(string path, int bands, double picturesPerSecond, CancellationToken cancellationToken) =>
        new(await AudioReader.OpenAsync(path, cancellationToken: cancellationToken), bands, picturesPerSecond);

    /// <summary>Moves the levels of the bands, 0 to 1, to those of the next picture; after the song's end there is silence.</summary>
    public async ValueTask NextAsync(float[] levels, CancellationToken cancellationToken)
    {
        _due += _framesPerPicture;
        int frames = (int)_due;
        _due -= frames;
        var block = _block.AsMemory(0, frames * _reader.Format.Channels);
        int read = await _reader.ReadAsync(block, cancellationToken);
        block.Span[(read * _reader.Format.Channels)..].Clear();
        _bands.Read(block.Span, levels);
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
