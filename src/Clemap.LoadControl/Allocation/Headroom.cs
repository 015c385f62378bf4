using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.FailSafe;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Finds out what each circuit carries apart from charging, and so what is left for charging.</summary>
internal sealed class Headroom(SiteTopology topology, CycleInput input, AllocatorState previous, DateTimeOffset now, AllocatorOptions options)
{
    // Nothing a fuse survives for a second is above this many times its rating: such a reading is a fault of the meter.
    private const double ImplausibleTimesRating = 10;

    private readonly PhaseCurrents[] _leastChargingA = new PhaseCurrents[topology.Circuits.Count];
    private readonly PhaseCurrents[] _mostChargingA = new PhaseCurrents[topology.Circuits.Count];

    public CircuitBudget[] Budgets()
    {
        for (var station = 0; station < topology.Stations.Count; station++)
            AddCharging(station);

        var worstBaseA = FallbackProof.WorstBaseLoads(topology);
        var childrenBaseA = new PhaseCurrents[topology.Circuits.Count];
        var budgets = new CircuitBudget[topology.Circuits.Count];
        for (var i = budgets.Length - 1; i >= 0; i--)
        {
            budgets[i] = Budget(i, worstBaseA[i], childrenBaseA[i]);
            if (topology.ParentOf(i) is >= 0 and var parent)
                childrenBaseA[parent] += budgets[i].BaseLoadA;
        }

        return budgets;
    }

    private CircuitBudget Budget(int index, PhaseCurrents worstBaseA, PhaseCurrents childrenBaseA)
    {
        var circuit = topology.Circuits[index];
        var reading = input.Circuits.GetValueOrDefault(circuit.Id) ?? new CircuitInput();
        var limitA = new PhaseCurrents(
            reading.Limit.Lower(circuit.RatingA.L1A), reading.Limit.Lower(circuit.RatingA.L2A), reading.Limit.Lower(circuit.RatingA.L3A));
        var metered = circuit.HasMeter || circuit.ParentId is null;

        PhaseCurrents baseA;
        var failSafe = false;
        if (!metered)
        {
            baseA = PhaseCurrents.Max(worstBaseA, childrenBaseA);
        }
        else if (reading.MeterA.TryGet(options.MaximumAge, out var meterA) && IsPlausible(meterA, circuit))
        {
            baseA = Estimate(meterA - _mostChargingA[index], meterA - _leastChargingA[index], previous.Circuits.GetValueOrDefault(circuit.Id));
        }
        else
        {
            failSafe = true;
            baseA = PhaseCurrents.Max(worstBaseA, previous.Circuits.GetValueOrDefault(circuit.Id)?.BaseLoadA ?? worstBaseA);
        }

        // The sum of the fallbacks was proven against the full rating, so without a meter no margin is taken on top of the worst base load.
        var share = failSafe ? 1 : 1 - options.MarginShare;
        var usableA = new PhaseCurrents(limitA.L1A * share, limitA.L2A * share, limitA.L3A * share);
        return new CircuitBudget(limitA, baseA, usableA - baseA, circuit.SumRatingA * share - baseA.SumA, failSafe);
    }

    private static bool IsPlausible(PhaseCurrents meterA, Circuit circuit) =>
        meterA.IsFinite && Math.Max(meterA.HighestA, -meterA.LowestA) <= ImplausibleTimesRating * circuit.RatingA.HighestA;

    /// <summary>
    /// While vehicles follow an order, meter and stations disagree for a moment and the base load is only known to lie between two bounds. Within
    /// them the last estimate stands: a car that starts must not look like a cooker, or its neighbours would be cut for nothing.
    /// </summary>
    private static PhaseCurrents Estimate(PhaseCurrents lowestA, PhaseCurrents highestA, CircuitMemory? last) =>
        last is null ? highestA : PhaseCurrents.Max(lowestA, PhaseCurrents.Min(highestA, last.BaseLoadA));

    private void AddCharging(int index)
    {
        var station = topology.Stations[index];
        if (input.Stations.GetValueOrDefault(station.Id) is not { Reachable: true } reading)
            return;

        // Only what was booked for it can be taken off: above its maximum a station is not trusted, or draws what nobody keeps free for it.
        var mostCreditA = PhaseCurrents.Balanced(station.MaximumA);
        var leastA = Observation.Measured(station, reading, options) is { } measuredA
            ? OnKnownPhases(PhaseCurrents.Max(PhaseCurrents.Zero - mostCreditA, PhaseCurrents.Min(mostCreditA, measuredA)), station.Rotation)
            : PhaseCurrents.Zero;
        var mostA = leastA;
        if (reading.Connected && previous.Stations.GetValueOrDefault(station.Id) is { OrderA: { } orderA } memory && IsSettling(memory))
        {
            var orderedA = OnKnownPhases(new PhaseCurrents(
                On(Phase.L1, orderA), On(Phase.L2, orderA), On(Phase.L3, orderA)), station.Rotation);
            (leastA, mostA) = (PhaseCurrents.Min(leastA, orderedA), PhaseCurrents.Max(mostA, orderedA));
        }

        foreach (var circuit in topology.PathOf(index))
        {
            _leastChargingA[circuit] += leastA;
            _mostChargingA[circuit] += mostA;
        }

        double On(Phase phase, double currentA) => station.Rotation.GridPhases.Includes(phase) ? currentA : 0;
    }

    private bool IsSettling(StationMemory memory) =>
        now - memory.OrderChangedAt < options.SettleTime || now - memory.ConnectedSince < options.SettleTime;

    // Charging that cannot be put on a phase stays in the base load: too careful, never too bold.
    private static PhaseCurrents OnKnownPhases(PhaseCurrents currentA, PhaseRotation rotation) =>
        rotation.IsKnown ? currentA : rotation.Phases == 1 ? PhaseCurrents.Zero : PhaseCurrents.Balanced(currentA.LowestA);
}
