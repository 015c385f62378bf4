using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>What a person should look at.</summary>
internal static class Findings
{
    public static void Collect(
        Decision decision, SiteTopology topology, Contender[] contenders, CircuitBudget[] budgets, CycleInput input, AllocatorState state, AllocatorOptions options)
    {
        for (var circuit = 0; circuit < budgets.Length; circuit++)
        {
            ref readonly var budget = ref budgets[circuit];
            if (budget.FailSafe)
                decision.Add(new Finding(FindingCode.MeterNotBelieved, topology.CircuitAt(circuit).Id));
            else if ((topology.CircuitAt(circuit).RatingA - budget.BaseLoadA).LowestA < 0)
                decision.Add(new Finding(FindingCode.BaseLoadTooHigh, topology.CircuitAt(circuit).Id));
        }

        for (var station = 0; station < contenders.Length; station++)
        {
            if (state.Stations[station].Is(StationMarks.Disobeys))
                decision.Add(new Finding(FindingCode.IgnoresOrders, topology.StationAt(station).Id));
            if (state.Stations[station].Is(StationMarks.RotationWrong))
                decision.Add(new Finding(FindingCode.RotationWrong, topology.StationAt(station).Id));
        }

        if (options.Ripple is not null && input.Ripple == ContactReading.Unknown)
            decision.Add(new Finding(FindingCode.RippleUnknown, topology.CircuitAt(0).Id));
    }
}
