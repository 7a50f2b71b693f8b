using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Loading;
using Xunit;

namespace Unbraid.Tests.Networks;

/// <summary>Runs alone, because the memory that all threads allocate together can only be told for the whole process.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    [Fact]
    public void A_segment_of_the_published_htdemucs_allocates_nothing_after_the_first()
    {
        // What the test runner itself may allocate meanwhile.
        const long Allowance = 64 * 1024;
        using var model = ModelLoader.Synthetic("htdemucs", 2);
        var mixture = new float[model.Spec.Channels * model.Spec.SegmentFrames];
        for (var i = 0; i < mixture.Length; i++)
            mixture[i] = (float)(0.1 * SyntheticTensors.Unit((ulong)i));
        var stems = new float[model.Spec.Stems.Count * mixture.Length];
        model.Separate(mixture, stems, TestContext.Current.CancellationToken);

        var (own, all) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
        model.Separate(mixture, stems, TestContext.Current.CancellationToken);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - all, 0, Allowance);
    }
}
