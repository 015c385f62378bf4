using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using static Clemap.LoadControl.Tests.Cases.CaseFiles;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Cases;

/// <summary>Standards, power in amperes, and on how many phases a vehicle counts.</summary>
public class ElectricalCases
{
    private const double ToleranceA = 0.01;

    public static TheoryData<string> Pilot() => Theory("pwm-to-current");

    public static TheoryData<string> MinimumPower() => Theory("pmin-ems");

    public static TheoryData<string> PowerToCurrent() => Theory("power-to-current");

    public static TheoryData<string> Phases() => Theory("active-phases");

    [Theory]
    [MemberData(nameof(Pilot))]
    public void The_pilot_signal_offers_what_the_standard_says(string id) =>
        PilotSignal.OfferedA(Inputs(id).Number("dutyPct")).ShouldBe(Expected(id).Number("maxA"), ToleranceA);

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void A_duty_cycle_is_a_share(double dutyPercent) => Should.Throw<ArgumentOutOfRangeException>(() => PilotSignal.OfferedA(dutyPercent));

    [Theory]
    [MemberData(nameof(MinimumPower))]
    public void The_grid_operator_leaves_the_minimum_power(string id) =>
        Section14a.MinimumPowerW((int)Inputs(id).Number("devices")).ShouldBe(Expected(id).Number("pminW"), 1e-6);

    [Theory]
    [MemberData(nameof(PowerToCurrent))]
    public void A_limit_in_watts_becomes_a_current_on_the_phases_in_use(string id)
    {
        var inputs = Inputs(id);
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, maximumA: inputs.Number("stationMaxA"))]));
        site.Cars[StationId(1)].SaysPhases = (int)inputs.Number("phases");
        site.Cars[StationId(1)].Phases = PhaseRotation.Straight.GridPhasesOf((int)inputs.Number("phases"));
        site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Watts(inputs.Number("limitW")), site.Now) };

        site.Run(40);

        site.OrderOf(StationId(1)).ShouldBe(Expected(id).Number("A"), ToleranceA);
    }

    // Where the peer says "unknown", ours books the most it can be.
    [Theory]
    [MemberData(nameof(Phases))]
    public void A_vehicle_counts_on_the_phases_it_can_use(string id)
    {
        var (inputs, expected) = (Inputs(id), Expected(id));
        var switches = (string)inputs["stationCapability"]! == "1p3p switchable";
        var station = Station(1, Grid, (string)inputs["stationCapability"]! == "1p fixed" ? "1" : "123") with { SwitchesPhases = switches };
        var clock = new Clock();
        clock.Set(new DateTimeOffset(2026, 3, 2, 10, 5, 0, TimeSpan.Zero));
        var memory = StationMemory.AtStart;
        if (Known(inputs["measuredPhases"]!) is { } measured)
            (memory.LoadedPhases, memory.LoadedPhasesSince) = (PhaseRotation.Straight.GridPhasesOf(measured), 0);
        if (switches && Known(inputs["stationPhysical"]!) == 1)
            memory.OrderPhases = 1;
        var reading = new StationInput
        {
            Reachable = true,
            Connected = true,
            VehiclePhases = Known(inputs["vehiclePhases"]!),
            ConfirmedPhases = switches ? Known(inputs["stationPhysical"]!) : null,
        };
        var contender = new Contender();

        Booking.Set(ref contender, station, new StationFacts(station, AllocatorOptions.Default), reading, memory, clock, AllocatorOptions.Default);

        contender.Phases.Count().ShouldBe((int)expected.Number("maxActive"));
        (switches ? 1 : contender.Phases.Count()).ShouldBe((int)expected.Number("minActive"));
        contender.DrawPhases.Count().ShouldBe((int?)expected["active"] ?? contender.Phases.Count());
    }

    private static int? Known(System.Text.Json.Nodes.JsonNode node) =>
        node.GetValueKind() == System.Text.Json.JsonValueKind.Number ? node.GetValue<int>() : null;
}
