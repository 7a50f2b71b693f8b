using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unbraid.Inference;

/// <summary>The instruction sets that have kernels of their own.</summary>
internal enum KernelSet
{
    /// <summary>Arithmetic without vectors, on any processor; only copies are wider than a float, as everywhere.</summary>
    Plain,

    /// <summary>128-bit vectors of Arm.</summary>
    Neon,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}

/// <summary>Which kernels run here.</summary>
internal static class KernelSelection
{
    /// <summary>The environment variable that forces a set: plain, neon, avx2 or avx512.</summary>
    public const string Variable = "UNBRAID_KERNELS";

    /// <summary>Whether this processor and this run of the runtime have the instructions.</summary>
    public static bool IsSupported(KernelSet set) => set switch
    {
        KernelSet.Avx512 => Avx512F.IsSupported && Avx512DQ.IsSupported && Fma.IsSupported,
        KernelSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        KernelSet.Neon => AdvSimd.Arm64.IsSupported,
        _ => true,
    };

    /// <summary>All sets that run here, the fastest first.</summary>
    public static IReadOnlyList<KernelSet> Available { get; } =
        [.. new[] { KernelSet.Avx512, KernelSet.Avx2, KernelSet.Neon, KernelSet.Plain }.Where(IsSupported)];

    /// <summary>The set that <see cref="Variable"/> names, otherwise the fastest.</summary>
    /// <exception cref="InvalidOperationException">The variable names a set that does not exist or does not run here.</exception>
    public static KernelSet Default() =>
        Complaint() is { } complaint ? throw new InvalidOperationException(complaint) : Named() ?? Available[0];

    /// <summary>A sentence for the user if <see cref="Variable"/> names a set that does not exist or does not run here, else null.</summary>
    public static string? Complaint()
    {
        var name = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(name) || Named() is not null
            ? null
            : $"{Variable}={name} cannot run here: take one of {string.Join(", ", Available.Select(x => x.ToString().ToLowerInvariant()))}, or unset it.";
    }

    private static KernelSet? Named() =>
        Available.Where(set => string.Equals(set.ToString(), Environment.GetEnvironmentVariable(Variable), StringComparison.OrdinalIgnoreCase))
            .Select(set => (KernelSet?)set).FirstOrDefault();
}
