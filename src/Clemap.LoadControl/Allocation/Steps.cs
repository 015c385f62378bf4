using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Stations that only know whole steps are rounded down; what that leaves is handed back step by step, to who has least first.</summary>
internal sealed class Steps(SiteTopology topology, Contender[] contenders, Rows rows)
{
    private readonly PriorityQueue<int, (double TargetA, int Place)> _lowestFirst = new(contenders.Length);

    /// <summary>The next current a station can be set to at or below this one: 0, or between its bounds.</summary>
    public static double RoundDown(Station station, double lowestA, double currentA)
    {
        if (station.Switched || station.StepA is not { } stepA)
            return currentA;
        // 11.7 A is 117 steps of 0.1 A although 11.7 / 0.1 is a little less.
        var wholeA = Math.Round(Math.Floor((currentA / stepA) + 1e-6) * stepA, 6);
        return Math.Max(wholeA, Math.Min(currentA, lowestA));
    }

    /// <param name="members">Of one class, in the order in which steps are handed back among equals.</param>
    public void Apply(ReadOnlySpan<int> members)
    {
        for (var place = 0; place < members.Length; place++)
        {
            var station = members[place];
            ref var contender = ref contenders[station];
            if (!contender.Admitted || topology.StationAt(station) is { StepA: null } or { Switched: true })
                continue;
            var wholeA = RoundDown(topology.StationAt(station), contender.LowestA, contender.TargetA);
            rows.Take(station, contender, wholeA - contender.TargetA);
            contender.TargetA = wholeA;
            if (wholeA < contender.HighestA - Rows.ToleranceA)
                _lowestFirst.Enqueue(station, (wholeA / topology.StationAt(station).Weight, place));
        }

        // Room only shrinks: who cannot have a step now will not have it later.
        while (_lowestFirst.TryDequeue(out var station, out var key))
        {
            ref var contender = ref contenders[station];
            var nextA = NextStep(topology.StationAt(station).StepA!.Value, contender.TargetA);
            if (nextA > contender.HighestA + Rows.ToleranceA || !rows.Fits(station, contender, nextA - contender.TargetA))
                continue;
            rows.Take(station, contender, nextA - contender.TargetA);
            contender.TargetA = nextA;
            _lowestFirst.Enqueue(station, (nextA / topology.StationAt(station).Weight, key.Place));
        }
    }

    // A minimum that lies between two steps is left by a smaller first step.
    private static double NextStep(double stepA, double currentA) => Math.Round((Math.Floor((currentA / stepA) + 1e-6) + 1) * stepA, 6);
}
