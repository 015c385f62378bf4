using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Cases.CaseFiles;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Cases;

/// <summary>One question to a chain of circuits, as a peer asks it: from this current to that one, with these meters.</summary>
public class CircuitCases
{
    private const double ToleranceA = 0.01;

    public static TheoryData<string> Asked() => Theory("incremental-validate");

    public static TheoryData<string> Clamped() => Theory("dso-clamp");

    [Theory]
    [MemberData(nameof(Asked))]
    public void A_chain_of_circuits_allows_what_its_meters_leave(string id)
    {
        var inputs = Inputs(id);
        var (oldA, newA) = (inputs.Number("old"), inputs.Number("new"));
        var topology = Build(
            [Metered(Grid, "parent", null, inputs), Metered(GarageA, "circuit1", Grid, inputs), Metered(GarageB, "circuit2", Grid, inputs)],
            [Station(1, GarageA, minimumA: 0, maximumA: Math.Max(1, Math.Max(oldA, newA)))]);
        var input = new CycleInput(topology);
        foreach (var (circuit, name) in new[] { (Grid, "parent"), (GarageA, "circuit1"), (GarageB, "circuit2") })
            input.Circuit(circuit).MeterA = Measured.Value(PhaseCurrents.Balanced(inputs["measured"]!.Number(name)), TimeSpan.Zero);
        input.Stations[0] = new StationInput
        {
            Reachable = true,
            Connected = true,
            MeasuredA = Measured.Value(PhaseCurrents.Balanced(oldA), TimeSpan.Zero),
            ConfirmedA = oldA,
            Limit = CurrentLimit.Of(newA),
        };

        var decision = new Allocator(topology, new AllocatorOptions { MarginShare = 0 }).Decide(input, new AllocatorState(topology), DateTimeOffset.UnixEpoch.AddYears(56));

        decision.SetPoints[0].TargetA.ShouldBe(Expected(id).Number("allowed"), ToleranceA);
    }

    // The peer writes "no limit" as 0; here that is a limit which is not there.
    [Theory]
    [MemberData(nameof(Clamped))]
    public void The_lower_of_site_and_grid_operator_holds(string id)
    {
        const double phaseV = 230;
        var inputs = Inputs(id);
        double? siteW = inputs.Number("maxPowerW") is > 0 and var maximumW ? maximumW : null;
        var site = new SimulatedSite(Build(
            [Root(63) with { SumRatingA = siteW / phaseV }], [Station(1, Grid, minimumA: 0, maximumA: inputs.Number("requestW") / (3 * phaseV))]));
        if (inputs.Number("hemsLimitW") is > 0 and var operatorW)
            site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Connection, ReductionLimit.Watts(operatorW), DateTimeOffset.UnixEpoch) };

        site.Run(60);

        (site.OrderOf(StationId(1)) * 3 * phaseV).ShouldBe(Expected(id).Number("allowedW"), 3 * phaseV * ToleranceA);
    }

    private static Circuit Metered(Guid id, string name, Guid? parent, System.Text.Json.Nodes.JsonNode inputs) =>
        new(id, name, parent, PhaseCurrents.Balanced(inputs["limits"]!.Number(name))) { HasMeter = true };
}
