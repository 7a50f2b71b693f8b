using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;
using Unbraid.Separation.HDemucs;
using Unbraid.Separation.HTDemucs;
using Unbraid.Separation.Mdx23c;
using Unbraid.Separation.RoFormer;
using Unbraid.Separation.SCNet;

namespace Unbraid.Separation.Loading;

/// <summary>The networks there are, and the one place where it is decided which of them a file belongs to.</summary>
internal static class NetworkFamilies
{
    public static IReadOnlyList<INetworkFamily> All { get; } =
    [
        new HTDemucsFamily(),
        new HDemucsFamily(),
        new SCNetFamily(masked: false),
        new SCNetFamily(masked: true),
        new RoFormerFamily(isMel: false),
        new RoFormerFamily(isMel: true),
        new Mdx23cFamily(),
    ];

    /// <summary>The family of a class in the original implementation.</summary>
    /// <exception cref="CheckpointException">There is none; the message lists those there are.</exception>
    public static INetworkFamily Named(string className) => All.FirstOrDefault(family => family.ClassName == className)
        ?? throw new CheckpointException($"The checkpoint is of the class {className}, which is not supported; {string.Join(", ", All.Select(f => f.ClassName))} are.");

    /// <summary>The family whose tensors these are.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="label">Name of their file, for messages.</param>
    /// <exception cref="CheckpointException">They are of a network or a variant that does not run here.</exception>
    public static INetworkFamily Of(TensorStore tensors, string label) => ForeignNetworks.NameOf(tensors) is { } foreign
        ? throw new CheckpointException($"{label} is {foreign}, which does not run here.")
        : All.FirstOrDefault(family => family.Owns(tensors)) ?? throw new CheckpointException(
            $"{label} does not say which network it belongs to, and its tensors are not those of {string.Join(", ", All.Select(f => f.ClassName))}.");
}
