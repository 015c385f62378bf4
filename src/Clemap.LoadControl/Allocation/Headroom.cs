using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Finds out what each circuit carries apart from charging, and so what is left for charging.</summary>
internal sealed class Headroom(SiteTopology topology, AllocatorOptions options)
{
    private readonly PhaseCurrents[] _leastChargingA = new PhaseCurrents[topology.Circuits.Count];
    private readonly PhaseCurrents[] _mostChargingA = new PhaseCurrents[topology.Circuits.Count];
    private readonly TimeSpan[] _newest = new TimeSpan[topology.Circuits.Count];
    private readonly PhaseCurrents[] _belowA = new PhaseCurrents[topology.Circuits.Count];

    public void Clear()
    {
        Array.Clear(_leastChargingA);
        Array.Clear(_mostChargingA);
        Array.Clear(_belowA);
        Array.Fill(_newest, TimeSpan.MaxValue);
    }

    /// <summary>Adds what a station takes, and what it may be about to take while it follows an order; the same where it follows none.</summary>
    /// <param name="age">Of what it says; <see cref="TimeSpan.MaxValue"/> when it says nothing.</param>
    public void Add(int station, PhaseCurrents flowA, PhaseCurrents orderedA, TimeSpan age)
    {
        var (leastA, mostA) = (PhaseCurrents.Min(flowA, orderedA), PhaseCurrents.Max(flowA, orderedA));
        foreach (var circuit in topology.PathOf(station))
        {
            _leastChargingA[circuit] += leastA;
            _mostChargingA[circuit] += mostA;
            if (age < _newest[circuit])
                _newest[circuit] = age;
        }
    }

    public void Fill(Span<CircuitBudget> budgets, CycleInput input, AllocatorState state, Clock clock)
    {
        for (var circuit = budgets.Length - 1; circuit >= 0; circuit--)
        {
            Fill(ref budgets[circuit], circuit, input.Circuits[circuit], ref state.Circuits[circuit], clock);
            if (topology.ParentOf(circuit) is >= 0 and var parent)
                _belowA[parent] += budgets[circuit].BaseLoadA;
        }
    }

    private void Fill(ref CircuitBudget budget, int index, in CircuitInput reading, ref CircuitMemory memory, Clock clock)
    {
        var circuit = topology.CircuitAt(index);
        var worstA = topology.WorstBaseLoadA(index);
        var meterA = PhaseCurrents.Zero;
        var metered = circuit.StaticBaseLoadA is null && (circuit.HasMeter || circuit.ParentId is null);
        var hasMeasured = metered && Meters.HasMeasured(reading, ref memory, clock);
        var (leastA, mostA) = AtTheMeter(reading, memory, index);
        budget.Meter = metered ? Meters.Judge(circuit, reading, _leastChargingA[index], ref memory, clock, options, out meterA) : MeterStanding.None;
        budget.BaseLoadA = budget.Meter switch
        {
            MeterStanding.None => PhaseCurrents.Max(circuit.StaticBaseLoadA ?? worstA, _belowA[index]),
            MeterStanding.Fresh when !hasMeasured && !double.IsNaN(memory.BaseLoadA.L1A) => memory.BaseLoadA,
            MeterStanding.Fresh => Estimate(meterA - mostA, meterA - leastA, memory.BaseLoadA),
            _ => Distrusted(worstA, memory.BaseLoadA, meterA - _leastChargingA[index]),
        };
        memory.BaseLoadA = budget.BaseLoadA;
        (memory.LeastChargingA, memory.MostChargingA) = hasMeasured ? (_leastChargingA[index], _mostChargingA[index]) : (leastA, mostA);
        budget.ChargingA = _leastChargingA[index];
        budget.LimitA = new PhaseCurrents(
            reading.Limit.Lower(circuit.RatingA.L1A), reading.Limit.Lower(circuit.RatingA.L2A), reading.Limit.Lower(circuit.RatingA.L3A));

        // The sum of the fallbacks was proven against the full rating, so without a meter no margin is taken on top of the worst base load.
        var share = budget.FailSafe ? 1 : 1 - options.MarginShare;
        budget.RoomA = new PhaseCurrents(budget.LimitA.L1A * share, budget.LimitA.L2A * share, budget.LimitA.L3A * share) - budget.BaseLoadA;
        budget.SumRoomA = circuit.SumRatingA is { } sumA ? (sumA * share) - budget.BaseLoadA.SumA : double.PositiveInfinity;
        budget.PhaseReason = budget.SumReason = ReasonCode.Circuit;
    }

    /// <summary>
    /// What charging took when the meter measured. Stations that were seen later may have changed since: then it lies between what they took before and what they take now. Until the meter
    /// measures anew they may change as they like, and the house takes no less for it.
    /// </summary>
    private (PhaseCurrents LeastA, PhaseCurrents MostA) AtTheMeter(in CircuitInput reading, in CircuitMemory memory, int index)
    {
        var (leastA, mostA) = (_leastChargingA[index], _mostChargingA[index]);
        return Meters.IsLater(reading, _newest[index]) && !double.IsNaN(memory.LeastChargingA.L1A)
            ? (PhaseCurrents.Min(leastA, memory.LeastChargingA), PhaseCurrents.Max(mostA, memory.MostChargingA))
            : (leastA, mostA);
    }

    // A meter that is not believed may still raise what is reckoned with, never lower it.
    private static PhaseCurrents Distrusted(PhaseCurrents worstA, PhaseCurrents lastA, PhaseCurrents saysA)
    {
        var baseA = double.IsNaN(lastA.L1A) ? worstA : PhaseCurrents.Max(worstA, lastA);
        return saysA.IsFinite ? PhaseCurrents.Max(baseA, saysA) : baseA;
    }

    /// <summary>
    /// While vehicles follow an order, meter and stations disagree for a moment and the base load is only known to lie between two bounds. Within
    /// them the last estimate stands: a car that starts must not look like a cooker, or its neighbours would be cut for nothing.
    /// </summary>
    private static PhaseCurrents Estimate(PhaseCurrents lowestA, PhaseCurrents highestA, PhaseCurrents lastA) =>
        double.IsNaN(lastA.L1A) ? highestA : PhaseCurrents.Max(lowestA, PhaseCurrents.Min(highestA, lastA));
}
