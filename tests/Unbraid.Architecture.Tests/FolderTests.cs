using static ArchUnitNET.Fluent.Slices.SliceRuleDefinition;

namespace Unbraid.Architecture.Tests;

/// <summary>Folders of the libraries.</summary>
public class FolderTests
{
    [Theory]
    [InlineData("Unbraid.Audio")]
    [InlineData("Unbraid.Inference")]
    [InlineData("Unbraid.Separation")]
    [InlineData("Unbraid.Composition")]
    [InlineData("Unbraid.Video")]
    public void Folders_know_each_other_one_way(string project) =>
        Solution.Check(Slices().Matching($"{project}.(*)").Should().BeFreeOfCycles());
}
