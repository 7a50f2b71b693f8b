using System.Numerics.Tensors;
using Unbraid.Separation;

namespace Unbraid.Tests.Separation;

/// <summary>A model whose stems are known: fixed shares of the mixture that sum to one.</summary>
internal sealed class SplitModel(int segmentFrames = 10_000, Action<int>? onSegment = null, SongProcedure? procedure = null) : ISeparationModel
{
    public static readonly float[] Shares = [0.5f, 0.25f, 0.375f, -0.125f];

    private int _segments;

    public bool Disposed { get; private set; }

    public ModelSpec Spec { get; } = new()
    {
        Name = "split",
        Stems = ["drums", "bass", "other", "vocals"],
        SegmentFrames = segmentFrames,
        Normalization = SongNormalization.None,
        Procedure = procedure ?? SongProcedure.Demucs,
    };

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        onSegment?.Invoke(_segments++);
        cancellationToken.ThrowIfCancellationRequested();
        for (var stem = 0; stem < Shares.Length; stem++)
            TensorPrimitives.Multiply(mixture, Shares[stem], stems.Slice(stem * mixture.Length, mixture.Length));
    }

    public void Dispose() => Disposed = true;
}
