using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.GridOperator;

/// <summary>Lowers the room of circuits to what the grid operator leaves; of several orders the lowest wins.</summary>
internal sealed class Reductions(SiteTopology topology, AllocatorOptions options)
{
    private readonly PhaseCurrents[] _installedA = [.. topology.Circuits.Select((_, circuit) => Installed(topology, circuit))];

    public GridOperatorState Apply(Span<CircuitBudget> budgets, CycleInput input, Clock clock)
    {
        var state = GridOperatorState.Normal;
        foreach (ref readonly var reduction in input.Reductions.Span)
        {
            var begun = clock.Reached(reduction.From.UtcTicks);
            if (begun && !(reduction.Until is { } until && clock.Reached(until.UtcTicks)))
                Apply(reduction.CircuitId, reduction.Scope, reduction.Limit, budgets, ref state);
        }

        if (options.Ripple is { } ripple && ripple.IsActive(input.Ripple))
            Apply(null, ReductionScope.Charging, ripple.WhenActive, budgets, ref state);
        return state;
    }

    private void Apply(Guid? circuitId, ReductionScope scope, ReductionLimit limit, Span<CircuitBudget> budgets, ref GridOperatorState state)
    {
        // An order for a circuit that is not known here holds for all: too careful, never ignored.
        var circuit = circuitId is { } id && topology.FindCircuit(id) is not null ? topology.IndexOfCircuit(id) : 0;
        var leaves = limit.Unit != ReductionUnit.Off && limit.Value > 0;
        if (state != GridOperatorState.Locked)
            state = leaves || circuit != 0 ? GridOperatorState.Reduced : GridOperatorState.Locked;

        var (perPhaseA, sumA) = Currents(circuit, scope, limit);
        ref var budget = ref budgets[circuit];
        if (scope == ReductionScope.Connection)
        {
            budget.LimitA = PhaseCurrents.Min(budget.LimitA, PhaseCurrents.Max(PhaseCurrents.Zero, perPhaseA));
            perPhaseA -= budget.BaseLoadA;
            sumA -= budget.BaseLoadA.SumA;
        }

        var roomA = PhaseCurrents.Min(budget.RoomA, perPhaseA);
        if (roomA != budget.RoomA)
            (budget.RoomA, budget.PhaseReason) = (roomA, ReasonCode.GridOperator);
        if (sumA < budget.SumRoomA)
            (budget.SumRoomA, budget.SumReason) = (sumA, ReasonCode.GridOperator);
    }

    private (PhaseCurrents PerPhaseA, double SumA) Currents(int circuit, ReductionScope scope, ReductionLimit limit)
    {
        const double unlimited = double.PositiveInfinity;
        return limit.Unit switch
        {
            ReductionUnit.AmperePerPhase => (PhaseCurrents.Balanced(limit.Value), unlimited),
            ReductionUnit.Watt => (PhaseCurrents.Balanced(unlimited), Entitled(circuit, limit.Value) / options.NominalV),
            ReductionUnit.Percent => (Share(scope == ReductionScope.Charging ? _installedA[circuit] : topology.CircuitAt(circuit).RatingA, limit.Value / 100), unlimited),
            _ => (PhaseCurrents.Zero, 0),
        };
    }

    private double Entitled(int circuit, double limitW) => options.Section14aApplies && limitW > 0 && topology.StationsUnder(circuit).Length is > 0 and var devices
        ? Math.Max(limitW, Section14a.MinimumPowerW(devices))
        : limitW;

    private static PhaseCurrents Share(PhaseCurrents ofA, double share) => new(ofA.L1A * share, ofA.L2A * share, ofA.L3A * share);

    internal static PhaseCurrents Installed(SiteTopology topology, int circuit)
    {
        var installedA = PhaseCurrents.Zero;
        foreach (var station in topology.StationsUnder(circuit))
            installedA += Booking.On(topology.StationAt(station).Rotation.GridPhases, topology.StationAt(station).MaximumA);
        return installedA;
    }
}
