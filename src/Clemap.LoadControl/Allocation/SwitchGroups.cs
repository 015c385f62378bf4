using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Stations on one output share one fate: if one of them must be off, all are, and if one has a vehicle, all are switched.</summary>
internal static class SwitchGroups
{
    public static void Align(SiteTopology topology, Contender[] contenders)
    {
        for (var station = 0; station < contenders.Length; station++)
        {
            var group = topology.SwitchGroup(station);
            if (group.Length > 1 && group[0] == station)
                Align(group, contenders);
        }
    }

    private static void Align(ReadOnlySpan<int> group, Contender[] contenders)
    {
        var (competes, obstacle, rank) = (false, -1, 0);
        foreach (var member in group)
        {
            ref readonly var contender = ref contenders[member];
            competes |= contender.Standing == Standing.Competes;
            rank = Math.Max(rank, contender.Rank);
            if (contender.Standing != Standing.Competes && contender.Bound != ReasonCode.NotConnected)
                obstacle = member;
        }

        foreach (var member in group)
        {
            ref var contender = ref contenders[member];
            contender.Rank = rank;
            if (competes && obstacle < 0)
                (contender.Standing, contender.Bound) = (Standing.Competes, ReasonCode.StationMaximum);
            else if (contender.Standing == Standing.Competes)
                (contender.Standing, contender.Bound) = (Standing.Off, contenders[obstacle].Bound);
        }
    }
}
