using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Stations that know only steps of 2 A.</summary>
public class StepsTests
{
    // Down to a step, but not below the minimum; steps of a tenth as well, although those are no whole number of bits.
    [Theory]
    [InlineData(2.0, 6, 11.9, 10)]
    [InlineData(2.0, 6, 12, 12)]
    [InlineData(2.0, 7, 7.5, 7)]
    [InlineData(0.1, 6, 11.7, 11.7)]
    [InlineData(0.1, 6, 11.79, 11.7)]
    [InlineData(null, 6, 11.79, 11.79)]
    public void Round_down(double? stepA, double lowestA, double currentA, double wholeA) =>
        Steps.RoundDown(Station(1, Grid) with { StepA = stepA }, lowestA, currentA).ShouldBe(wholeA, 1e-9);

    // What rounding leaves is handed back in whole steps: to who has least, by weight; among equals to who is first.
    [Theory]
    [InlineData(40, 1, 1, new[] { 7.5, 7.5 }, new[] { 16.0, 16.0 })]
    [InlineData(15.9, 1, 1, new[] { 7.9, 7.9 }, new[] { 8.0, 6.0 })]
    [InlineData(20, 1, 1, new[] { 11.0, 7.5 }, new[] { 10.0, 10.0 })]
    [InlineData(22, 1, 1, new[] { 11.0, 9.5 }, new[] { 12.0, 10.0 })]
    [InlineData(18, 1, 2, new[] { 6.5, 9.5 }, new[] { 6.0, 12.0 })]
    [InlineData(20, 1, 2, new[] { 6.5, 9.5 }, new[] { 8.0, 12.0 })]
    public void Steps_are_handed_back(double roomA, double firstWeight, double secondWeight, double[] targetsA, double[] wholeA)
    {
        var site = Build([Root(80)], [Station(1, Grid) with { StepA = 2, Weight = firstWeight }, Station(2, Grid) with { StepA = 2, Weight = secondWeight }]);
        var contenders = targetsA.Select(targetA => new Contender { Admitted = true, Phases = PhaseSet.All, LowestA = 6, HighestA = 16, TargetA = targetA }).ToArray();
        var rows = new Rows(site);
        rows.Reset([new CircuitBudget { RoomA = PhaseCurrents.Balanced(roomA), SumRoomA = double.PositiveInfinity }]);
        for (var station = 0; station < 2; station++)
            rows.Take(station, contenders[station], targetsA[station]);

        new Steps(site, contenders, rows).Apply([0, 1]);

        contenders.Select(contender => contender.TargetA).ShouldBe(wholeA);
        rows.RoomA[0].ShouldBe(roomA - wholeA.Sum(), 1e-9);
    }
}
