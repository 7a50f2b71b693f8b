using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace Unbraid.Architecture.Tests;

/// <summary>The whole solution as it was compiled, read once.</summary>
internal static class Solution
{
    public static IReadOnlyList<string> Projects { get; } =
    [
        "Unbraid.Audio", "Unbraid.Inference", "Unbraid.Separation", "Unbraid.Composition", "Unbraid.Video", "Unbraid.Service", "Unbraid.Client",
        "Unbraid.Cli",
    ];

    private static readonly ArchUnitNET.Domain.Architecture s_compiled = new ArchLoader()
        .LoadAssemblies([.. Projects.Select(AssemblyOf)]).Build();

    /// <summary>Everything in a namespace and below it.</summary>
    public static IObjectProvider<IType> Below(string name) =>
        Types().That().ResideInNamespaceMatching($@"^{name.Replace(".", @"\.")}(\.|$)").As(name);

    /// <summary>No arrow leads from one namespace to others. A namespace without a type fails: its name is wrong.</summary>
    public static void NoArrow(string from, IEnumerable<string> to)
    {
        foreach (var other in to)
            Check(Types().That().Are(Below(from)).Should().NotDependOnAny(Below(other)));
    }

    public static void Check(IArchRule rule) => rule.Check(s_compiled);

    private static Assembly AssemblyOf(string project) => Assembly.Load(project == "Unbraid.Cli" ? "unbraid" : project);
}
