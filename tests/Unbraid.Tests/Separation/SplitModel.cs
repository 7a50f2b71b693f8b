using System.Numerics.Tensors;
using Unbraid.Separation;

namespace Unbraid.Tests.Separation;

/// <summary>A model whose stems are known: fixed shares of the mixture that sum to one.</summary>
internal sealed class SplitModel(int segmentFrames = 10_000, Action<int>? onSegment = null, SongProcedure? procedure = null, SongNormalization normalization = SongNormalization.None)
    : ISeparationModel
{
    public static readonly float[] Shares = [0.5f, 0.25f, 0.375f, -0.125f];

    private int _segments;

    /// <summary>The sum, the sum of squares and the count of the samples that the model was given.</summary>
    public (double Sum, double Squares, long Count) Given { get; private set; }

    public bool Disposed { get; private set; }

    public ModelSpec Spec { get; } = new()
    {
        Name = "split",
        Stems = ["drums", "bass", "other", "vocals"],
        SegmentFrames = segmentFrames,
        Normalization = normalization,
        Procedure = procedure ?? SongProcedure.Demucs,
    };

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        onSegment?.Invoke(_segments++);
        Given = (Given.Sum + TensorPrimitives.Sum(mixture), Given.Squares + TensorPrimitives.SumOfSquares(mixture), Given.Count + mixture.Length);
        cancellationToken.ThrowIfCancellationRequested();
        for (var stem = 0; stem < Shares.Length; stem++)
            TensorPrimitives.Multiply(mixture, Shares[stem], stems.Slice(stem * mixture.Length, mixture.Length));
    }

    public void Dispose() => Disposed = true;
}
