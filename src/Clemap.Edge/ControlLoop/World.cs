using Clemap.Contracts.DesiredState;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.ControlLoop;

/// <summary>What the devices said and the cloud wants → the input of one cycle of load control.</summary>
/// <param name="peakCapW">As commissioned.</param>
internal sealed class World(Site site, BuildingControl building, double? peakCapW, SupplyWatch power)
{
    /// <summary>A station that has not answered for this long is not reachable.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly CycleInput input = new(site.Topology);

    /// <param name="commissionedW">What the electrician set; <see langword="null"/> for no cap.</param>
    /// <returns>The lower of what was commissioned and what is wanted.</returns>
    public static double? PeakCapW(double? commissionedW, DesiredStateDocument wanted) => (commissionedW, wanted.Grid?.PeakCapW) switch
    {
        ({ } mostW, { } wantedW) => Math.Min(mostW, wantedW),
        (var mostW, var wantedW) => mostW ?? wantedW,
    };

    /// <returns>Filled anew by the next call.</returns>
    public CycleInput See(DesiredStateDocument wanted)
    {
        for (int i = 0; i < site.CircuitMeters.Count; i++)
            input.Circuits[i] = new CircuitInput
            {
                MeterA = site.CircuitMeters[i] is { } meter ? Current(meter) : Measured.Missing<PhaseCurrents>(),
                ImportW = site.CircuitMeters[i] is { } measured ? Import(measured) : Measured.Missing<double>(),
                Limit = CurrentLimit.OfNullable(wanted.Circuits.GetValueOrDefault(site.Topology.Circuits[i].Id)?.LimitA),
            };
        if (building.LimitA is { } buildingA)
            input.Circuits[0].Limit = CurrentLimit.Of(input.Circuits[0].Limit.Lower(buildingA));
        for (int i = 0; i < site.Stations.Count; i++)
            input.Stations[i] = See(site.Stations[i], wanted.Stations.GetValueOrDefault(site.Stations[i].Configuration.Id), wanted.Mode);
        input.Ripple = site.Ripple?.Contact ?? ContactReading.Unknown;
        input.PeakCapW = PeakCapW(peakCapW, wanted);
        input.PowerReturned = power.Returned(site.CircuitMeters[0]?.Latest?.Sample.VoltageV);
        return input;
    }

    private static StationInput See(StationSource station, StationWish? wish, ControlMode? mode)
    {
        var seen = new StationInput
        {
            WhenSilent = station.WhenSilent,
            ConfirmedA = station.ConfirmedA,
            Priority = Class(wish?.Priority, mode),
            Limit = CurrentLimit.OfNullable(station.OutsideLimitA is { } outsideA ? Math.Min(outsideA, wish?.LimitA ?? outsideA) : wish?.LimitA),
        };
        if (station.Latest is not var (sample, age) || age > Silence)
            return seen;
        return seen with
        {
            Reachable = sample.State != Contracts.Telemetry.StationState.NotInOperation,
            // Nobody knows of a car at a switched station before it gets current.
            Connected = sample.IsPlugged || station.Configuration.Switched,
            Full = !sample.WantsCurrent,
            MeasuredA = Whole(sample.CurrentA.ToGrid(station.Configuration.Rotation), station.Configuration.Phases) is { } currentA
                ? Measured.Value(currentA, age + sample.MeasuredBefore)
                : Measured.Missing<PhaseCurrents>(),
        };
    }

    private static PriorityClass Class(StationPriority? priority, ControlMode? mode) => (mode, priority) switch
    {
        (ControlMode.Fair, _) => PriorityClass.Normal,
        (_, StationPriority.High) => PriorityClass.High,
        (ControlMode.Surplus, _) => PriorityClass.Surplus,
        (_, StationPriority.Low) => PriorityClass.Low,
        _ => PriorityClass.Normal,
    };

    private static Measured<PhaseCurrents> Current(MeterSource meter) =>
        meter.Latest is var (sample, age) && Whole(sample.CurrentA, 3) is { } currentA
            ? Measured.Value(currentA, age + sample.MeasuredBefore)
            : Measured.Missing<PhaseCurrents>();

    private static Measured<double> Import(MeterSource meter) =>
        meter.Latest is ({ ActiveW: { L1: { } one, L2: { } two, L3: { } three } } sample, var age)
            ? Measured.Value(one + two + three, age + sample.MeasuredBefore)
            : Measured.Missing<double>();

    /// <summary>A phase that is missing makes the whole missing; only one that is not wired carries nothing.</summary>
    private static PhaseCurrents? Whole(PhaseValues valuesA, int wired)
    {
        int told = (valuesA.L1 is null ? 0 : 1) + (valuesA.L2 is null ? 0 : 1) + (valuesA.L3 is null ? 0 : 1);
        return told >= wired ? new PhaseCurrents(valuesA.L1 ?? 0, valuesA.L2 ?? 0, valuesA.L3 ?? 0) : null;
    }
}
