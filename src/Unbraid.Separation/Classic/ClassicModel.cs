using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation.Classic;

/// <summary>Separation without a network: masks from signal processing on a spectrogram of both channels.</summary>
internal sealed class ClassicModel : ISeparationModel
{
    private static readonly string[] s_stems = ["drums", "bass", "other", "vocals"];

    private readonly Stft _stft = new(new StftOptions { FrameLength = 4096, Hop = 1024 });
    private readonly ClassicMasks _masks;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _weights;
    private readonly float[] _maskedReal;
    private readonly float[] _maskedImaginary;

    public ClassicModel()
    {
        var frames = _stft.FrameCount(Spec.SegmentFrames);
        var size = _stft.Bins * frames;
        _masks = new ClassicMasks(_stft.Bins, frames, (double)Spec.SampleRate / _stft.Options.FrameLength);
        _real = new float[Spec.Channels * size];
        _imaginary = new float[Spec.Channels * size];
        _weights = new float[s_stems.Length * size];
        _maskedReal = new float[size];
        _maskedImaginary = new float[size];
    }

    public ModelSpec Spec { get; } = new()
    {
        Name = "classic",
        Stems = s_stems,
        SegmentFrames = 10 * 44_100,
        Normalization = SongNormalization.None,
    };

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var samples = Spec.SegmentFrames;
        var frames = _stft.FrameCount(samples);
        var size = _stft.Bins * frames;
        for (var channel = 0; channel < Spec.Channels; channel++)
            _stft.Forward(mixture.Slice(channel * samples, samples), _real.AsSpan(channel * size, size), _imaginary.AsSpan(channel * size, size));
        cancellationToken.ThrowIfCancellationRequested();
        _masks.Compute(_real, _imaginary, frames, _weights);

        for (var stem = 0; stem < s_stems.Length; stem++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var channel = 0; channel < Spec.Channels; channel++)
            {
                TensorPrimitives.Multiply(_real.AsSpan(channel * size, size), _weights.AsSpan(stem * size, size), _maskedReal);
                TensorPrimitives.Multiply(_imaginary.AsSpan(channel * size, size), _weights.AsSpan(stem * size, size), _maskedImaginary);
                _stft.Inverse(_maskedReal, _maskedImaginary, stems.Slice((stem * Spec.Channels + channel) * samples, samples));
            }
        }
    }

    public void Dispose()
    {
    }
}
