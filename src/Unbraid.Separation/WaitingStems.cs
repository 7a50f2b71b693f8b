using System.Numerics.Tensors;

namespace Unbraid.Separation;

/// <summary>Stems that wait in scratch files until all of the song is known, and then get one gain.</summary>
/// <param name="count">How many.</param>
/// <param name="folder">Existing folder with room for all of them as 32-bit floats.</param>
internal sealed class WaitingStems(int count, string folder) : IDisposable
{
    private const int BlockSamples = 1 << 16;

    private readonly ScratchFile[] _files = [.. Enumerable.Range(0, count).Select(_ => new ScratchFile(folder))];
    private readonly float[] _block = new float[BlockSamples];

    public void Append(int stem, ReadOnlySpan<float> samples) => _files[stem].Append(samples);

    /// <summary>Hands all of them on, stretch by stretch and side by side.</summary>
    /// <param name="gain">In dB.</param>
    /// <param name="channels">Stretches are whole frames of so many.</param>
    /// <param name="write">Takes the next samples of a stem; their memory is used again.</param>
    /// <param name="progress">The fraction that is done.</param>
    public async Task EmptyAsync(double gain, int channels, Func<int, ReadOnlyMemory<float>, ValueTask> write, IProgress<double>? progress)
    {
        var factor = (float)Math.Pow(10, gain / 20);
        var total = _files[0].Length;
        for (long start = 0; start < total;)
        {
            var block = _block.AsMemory(0, (int)Math.Min(BlockSamples / channels * channels, total - start));
            for (var stem = 0; stem < count; stem++)
            {
                _files[stem].Read(start, block.Span);
                if (gain != 0)
                    TensorPrimitives.Multiply(block.Span, factor, block.Span);
                await write(stem, block);
            }

            start += block.Length;
            progress?.Report((double)start / total);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
