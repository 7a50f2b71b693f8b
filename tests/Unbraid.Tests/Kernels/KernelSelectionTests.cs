using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class KernelSelectionTests
{
    [Fact]
    public void The_kernels_that_run_are_those_that_the_runtime_was_told_to_allow()
    {
        var kernels = KernelSelection.Available;
        Assert.Equal(KernelSet.Plain, kernels[^1]);
        if (Setting("DOTNET_EnableHWIntrinsic") == "0")
            Assert.Equal([KernelSet.Plain], kernels);
        else if (Setting("DOTNET_EnableAVX2") == "0")
            Assert.DoesNotContain(kernels, k => k is KernelSet.Avx2 or KernelSet.Avx512);
        else if (Avx512F.IsSupported)
            Assert.Equal([KernelSet.Avx512, KernelSet.Avx2, KernelSet.Plain], kernels);
        if (Setting("DOTNET_PreferredVectorBitWidth") == "512" && Avx512F.IsSupported)
            Assert.True(Vector512.IsHardwareAccelerated);
    }

    [Fact]
    public void A_set_that_does_not_run_here_is_refused()
    {
        var missing = Enum.GetValues<KernelSet>().First(k => !KernelSelection.IsSupported(k));
        Assert.Throws<ArgumentException>(() => new Engine(1, missing));
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name);
}
