using static ArchUnitNET.Fluent.ArchRuleDefinition;
using static ArchUnitNET.Fluent.Slices.SliceRuleDefinition;

namespace Unbraid.Architecture.Tests;

/// <summary>The rooms of the service: each knows only those below it.</summary>
public class ServiceRoomTests
{
    private const string Service = "Unbraid.Service";

    /// <summary>From the ground up.</summary>
    private static readonly string[] s_rooms = ["Settings", "Telemetry", "Storage", "Security", "Http", "Jobs", "Outbound", "Features", "OpenApi"];

    public static TheoryData<string> Rooms => [.. s_rooms];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_no_room_above_it(string room) =>
        Solution.NoArrow(
            $"{Service}.{room}", s_rooms.SkipWhile(other => other != room).Skip(1).Select(other => $"{Service}.{other}"));

    [Fact]
    public void Every_folder_is_a_room_of_the_list() =>
        Solution.Check(Types().That().ResideInNamespaceMatching($@"^{Service}\.").Should()
            .ResideInNamespaceMatching($@"^{Service}\.({string.Join('|', s_rooms)})(\.|$)"));

    [Fact]
    public void Features_know_each_other_one_way() =>
        Solution.Check(Slices().Matching($"{Service}.Features.(*)").Should().BeFreeOfCycles());

    [Fact]
    public void The_description_knows_no_feature() => Solution.NoArrow($"{Service}.OpenApi", [$"{Service}.Features"]);

    [Fact]
    public void Only_the_host_lists_the_features() =>
        Solution.Check(Types().That().ResideInNamespace(Service).And().DoNotHaveNameStartingWith("ServiceHost")
            .Should().NotDependOnAny(Solution.Below($"{Service}.Features")));
}
