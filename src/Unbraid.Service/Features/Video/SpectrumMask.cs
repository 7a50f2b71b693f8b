using Unbraid.Audio;

namespace Unbraid.Service.Features.Video;

/// <summary>A song's spectrum as bars that rise and fall, over a line that fills as the song is played.</summary>
internal sealed class SpectrumMask : IMovingMask
{
    public const int Width = 1680, Height = 368, Baseline = 300;

    private const int Pitch = 20, BarWidth = 14, Count = Width / Pitch;

    private readonly AudioReader _reader;
    private readonly SpectrumBands _bands;
    private readonly float[] _levels = new float[Count];
    private readonly float[] _block;
    private readonly float[] _cap = new float[BarWidth];
    private readonly double _framesPerPicture;
    private double _due;

    private SpectrumMask(AudioReader reader, double picturesPerSecond)
    {
        _reader = reader;
        _bands = new SpectrumBands(Count, reader.Format);
        _framesPerPicture = reader.Format.SampleRate / picturesPerSecond;
        _block = new float[((int)_framesPerPicture + 1) * reader.Format.Channels];
        // How much lower a round bar begins in each of its columns.
        const float Radius = BarWidth / 2f;
        for (int i = 0; i < BarWidth; i++)
            _cap[i] = Radius - MathF.Sqrt((Radius * Radius) - ((i + 0.5f - Radius) * (i + 0.5f - Radius)));
    }

    /// <summary>The places of the bars, without height.</summary>
    public static IReadOnlyList<RoundedBox> Bars { get; } =
        [.. Enumerable.Range(0, Count).Select(i => new RoundedBox((i * Pitch) + ((Pitch - BarWidth) / 2), 0, BarWidth, 0, BarWidth / 2f))];

    /// <summary>The line of the progress.</summary>
    public static RoundedBox Progress { get; } = new(0, Height - 14, Width, 6, 3);

    /// <exception cref="AudioException">The sound cannot be decoded.</exception>
    public static async Task<SpectrumMask> OpenAsync(string path, double picturesPerSecond, CancellationToken cancellationToken) =>
        new(await AudioReader.OpenAsync(path, cancellationToken: cancellationToken), picturesPerSecond);

    public async ValueTask DrawAsync(double share, byte[] mask, CancellationToken cancellationToken)
    {
        _due += _framesPerPicture;
        int frames = (int)_due;
        _due -= frames;
        var block = _block.AsMemory(0, frames * _reader.Format.Channels);
        int read = await _reader.ReadAsync(block, cancellationToken);
        block.Span[(read * _reader.Format.Channels)..].Clear();
        _bands.Read(block.Span, _levels);
        for (int i = 0; i < Count; i++)
            DrawBar(mask, (int)Bars[i].X, Baseline - BarWidth - (_levels[i] * (Baseline - BarWidth)));
        DrawProgress(mask, (float)(share * Width));
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private void DrawBar(byte[] mask, int left, float top)
    {
        for (int y = 0; y < Baseline; y++)
        {
            var row = mask.AsSpan((y * Width) + left, BarWidth);
            float depth = y + 1 - top;
            if (depth <= 0)
                row.Clear();
            else if (depth > BarWidth && y < Baseline - BarWidth)
                row.Fill(255);
            else
            {
                float foot = Baseline - y;
                for (int x = 0; x < BarWidth; x++)
                    row[x] = (byte)(255 * Math.Clamp(Math.Min(depth - _cap[x], foot - _cap[x]), 0, 1));
            }
        }
    }

    private static void DrawProgress(byte[] mask, float end)
    {
        var line = Progress with { Width = Math.Max(end, Progress.Height) };
        for (int y = (int)line.Y; y < line.Y + line.Height; y++)
        {
            for (int x = 0; x <= Math.Min(Width - 1, (int)line.Width); x++)
                mask[(y * Width) + x] = (byte)(255 * line.Coverage(x, y));
        }
    }
}
