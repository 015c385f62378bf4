using Clemap.Contracts.DesiredState;
using Clemap.Edge.Configuration;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.ControlLoop;

/// <summary>What the devices said and the cloud wants → the input of one cycle of load control.</summary>
internal static class World
{
    /// <summary>A station that has not answered for this long is not reachable.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    public static CycleInput See(EdgeConfiguration configuration, Site site, DesiredStateDocument wanted)
    {
        var meters = site.Meters.ToDictionary(meter => meter.Configuration.Id);
        return new CycleInput(
            configuration.Circuits.ToDictionary(circuit => circuit.Id, circuit => new CircuitInput
            {
                MeterA = circuit.MeterId is { } id ? Current(meters[id]) : Measured.Missing<PhaseCurrents>(),
                Limit = CurrentLimit.OfNullable(wanted.Circuits.GetValueOrDefault(circuit.Id)?.LimitA),
            }),
            site.Stations.ToDictionary(
                station => station.Configuration.Id, station => See(station, wanted.Stations.GetValueOrDefault(station.Configuration.Id))));
    }

    private static StationInput See(StationSource station, StationWish? wish)
    {
        var limit = CurrentLimit.OfNullable(wish?.LimitA);
        var priority = wish?.Priority switch
        {
            StationPriority.High => PriorityClass.High,
            StationPriority.Low => PriorityClass.Low,
            _ => PriorityClass.Normal,
        };
        if (station.Latest is not var (sample, age) || age > Silence)
            return new StationInput { Reachable = false, WhenSilent = station.WhenSilent, ConfirmedA = station.ConfirmedA, Priority = priority, Limit = limit };
        return new StationInput
        {
            Reachable = sample.State != Contracts.Telemetry.StationState.NotInOperation,
            WhenSilent = station.WhenSilent,
            // Nobody knows of a car at a switched station before it gets current.
            Connected = sample.IsPlugged || station.Configuration.Switched,
            WantsCurrent = sample.WantsCurrent,
            MeasuredA = Whole(sample.CurrentA.ToGrid(station.Configuration.Rotation), station.Configuration.Phases) is { } currentA
                ? Measured.Value(currentA, age)
                : Measured.Missing<PhaseCurrents>(),
            ConfirmedA = station.ConfirmedA,
            Priority = priority,
            Limit = limit,
        };
    }

    private static Measured<PhaseCurrents> Current(MeterSource meter) =>
        meter.Latest is var (sample, age) && Whole(sample.CurrentA, 3) is { } currentA
            ? Measured.Value(currentA, age)
            : Measured.Missing<PhaseCurrents>();

    /// <summary>A phase that is missing makes the whole missing; only one that is not wired carries nothing.</summary>
    private static PhaseCurrents? Whole(PhaseValues valuesA, int wired)
    {
        int told = (valuesA.L1 is null ? 0 : 1) + (valuesA.L2 is null ? 0 : 1) + (valuesA.L3 is null ? 0 : 1);
        return told >= wired ? new PhaseCurrents(valuesA.L1 ?? 0, valuesA.L2 ?? 0, valuesA.L3 ?? 0) : null;
    }
}
