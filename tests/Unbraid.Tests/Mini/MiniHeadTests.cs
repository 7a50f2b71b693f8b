using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Mini;
using Xunit;

namespace Unbraid.Tests.Mini;

public sealed class MiniHeadTests
{
    private const int Drums = 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_network_that_is_certain_gives_masks_of_one_and_zero(int region)
    {
        using var engine = new Engine(1);
        var head = new MiniHead(engine, new CertainOfDrums(), region, 8, 0, 1);
        var masks = new float[4 * 2 * MiniBands.Count * 2];

        head.Run(new float[8 * MiniBands.Rows], new float[6 * 2 * MiniBands.Count], 1, masks);

        var (first, bands, _) = MiniBands.Regions[region];
        for (var stem = 0; stem < 4; stem++)
        {
            for (var side = 0; side < 2; side++)
            {
                var own = masks.AsSpan((((stem * 2) + side) * MiniBands.Count * 2) + (first * 2), bands * 2).ToArray();
                Assert.All(own, mask => Assert.Equal(stem == Drums ? 1 : 0, mask));
            }
        }
    }

    private sealed class CertainOfDrums : TensorSource
    {
        public override bool Contains(string name) => true;

        public override IReadOnlyList<long> ShapeOf(string name) => throw new NotSupportedException();

        public override void RequireAllRead()
        {
        }

        public override void Read(string name, ReadOnlySpan<int> shape, Span<float> destination)
        {
            destination.Clear();
            if (name.StartsWith("bias", StringComparison.Ordinal) && name.EndsWith("bias", StringComparison.Ordinal))
                destination.Slice(destination.Length / 4 * Drums, destination.Length / 4).Fill(500);
        }

        protected override void CheckShape(string name, ReadOnlySpan<int> shape)
        {
        }
    }
}
