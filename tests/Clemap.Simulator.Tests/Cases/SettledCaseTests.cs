using Clemap.Simulator.Cases;

namespace Clemap.Simulator.Tests.Cases;

public sealed class SettledCaseTests
{
    [Fact]
    public void Three_one_phase_cars_on_rotated_stations_get_all_they_can_take()
    {
        var answer = Of([new("grid", null, [20, 20, 20])], [On("cp1", [1]), On("cp2", [3]), On("cp3", [2])]);
        answer.StationsA.ShouldBe(new Dictionary<string, double> { ["cp1"] = 16, ["cp2"] = 16, ["cp3"] = 16 }, ignoreOrder: true);
        answer.Reasons["cp1"].ShouldBe(["station-maximum"]);
    }

    [Fact]
    public void What_a_board_below_takes_is_missing_above()
    {
        var answer = Of(
            [new("grid", null, [32, 32, 32]), new("flats", "grid", [25, 25, 25], BaseA: [12, 2, 2])],
            [On("cp1", [1, 2, 3]), On("cp2", [1, 2, 3]) with { Wants = false }]);
        answer.StationsA["cp1"].ShouldBe(16, 0.01);
        answer.StationsA["cp2"].ShouldBe(0);
        Of([new("grid", null, [25, 25, 25], BaseA: [12, 2, 2])], [On("cp1", [1, 2, 3])]).StationsA["cp1"].ShouldBe(13, 0.01);
    }

    [Fact]
    public void A_limit_of_zero_is_nothing_and_an_unknown_node_is_named()
    {
        Of([new("grid", null, [0, 0, 0])], [On("cp1", [1])]).StationsA["cp1"].ShouldBe(0);
        Should.Throw<UserErrorException>(() => Of([new("grid", null, [20, 20, 20])], [On("cp1", [1]) with { Node = "cellar" }]))
            .Message.ShouldBe("Case c is not sound: node cellar does not exist.");
    }

    private static CaseStation On(string id, int[] phases) => new(id, "grid", phases, 6, 16);

    private static AllocationAnswer Of(CaseNode[] nodes, CaseStation[] stations) =>
        new SettledCase(new AllocationCase { Id = "c", Nodes = nodes, Stations = stations }).Answer();
}
