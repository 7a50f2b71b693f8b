namespace Unbraid.Architecture.Tests;

/// <summary>Which project knows which: the one list that says it, with everything else forbidden.</summary>
public class ProjectTests
{
    private static readonly Dictionary<string, string[]> s_known = new()
    {
        ["Unbraid.Audio"] = [],
        ["Unbraid.Inference"] = [],
        ["Unbraid.Client"] = [],
        ["Unbraid.Separation"] = ["Unbraid.Audio", "Unbraid.Inference"],
        ["Unbraid.Composition"] = ["Unbraid.Audio"],
        ["Unbraid.Video"] = ["Unbraid.Audio"],
        ["Unbraid.Service"] = ["Unbraid.Audio", "Unbraid.Inference", "Unbraid.Separation", "Unbraid.Composition", "Unbraid.Video"],
        ["Unbraid.Cli"] = ["Unbraid.Audio", "Unbraid.Inference", "Unbraid.Separation", "Unbraid.Composition", "Unbraid.Service", "Unbraid.Client"],
    };

    public static TheoryData<string> Projects => [.. Solution.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_those_below_it(string project) =>
        Solution.NoArrow(project, Solution.Projects.Except(s_known[project]).Where(other => other != project));
}
