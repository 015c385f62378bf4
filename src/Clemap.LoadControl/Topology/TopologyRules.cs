using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Topology;

/// <summary>What must hold of a tree before anything is calculated with it.</summary>
internal static class TopologyRules
{
    private static readonly TimeSpan ShortestFallbackTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(24);

    public static IReadOnlyList<TopologyError> Check(IReadOnlyList<Circuit> circuits, IReadOnlyList<Station> stations)
    {
        var duplicates = circuits.Select(circuit => circuit.Id).Concat(stations.Select(station => station.Id))
            .GroupBy(id => id).Where(group => group.Count() > 1)
            .Select(group => new TopologyError(TopologyErrorCodes.DuplicateId, group.Key, $"The id {group.Key} is used more than once."))
            .ToList();
        if (duplicates.Count > 0)
            return duplicates;

        var byId = circuits.ToDictionary(circuit => circuit.Id);
        return [.. Groups(stations), .. Roots(circuits), .. circuits.SelectMany(circuit => OfCircuit(circuit, byId)), .. stations.SelectMany(station => OfStation(station, byId))];
    }

    private static IEnumerable<TopologyError> Roots(IReadOnlyList<Circuit> circuits)
    {
        var roots = circuits.Where(circuit => circuit.ParentId is null).ToList();
        if (roots.Count == 0)
            yield return new(TopologyErrorCodes.NoRoot, null, "No circuit is the grid connection (a circuit without a parent).");
        foreach (var extra in roots.Skip(1))
            yield return new(TopologyErrorCodes.SeveralRoots, extra.Id, $"'{extra.Name}' is a second grid connection; there must be exactly one.");
    }

    private static IEnumerable<TopologyError> OfCircuit(Circuit circuit, Dictionary<Guid, Circuit> byId)
    {
        if (circuit.ParentId is { } parent && !byId.ContainsKey(parent))
            yield return new(TopologyErrorCodes.UnknownParent, circuit.Id, $"The parent of '{circuit.Name}' does not exist.");
        else if (InCycle(circuit, byId))
            yield return new(TopologyErrorCodes.Cycle, circuit.Id, $"'{circuit.Name}' is fed by itself.");

        if (!circuit.RatingA.IsFinite || circuit.RatingA.LowestA <= 0 || circuit.SumRatingA is { } sum && !(double.IsFinite(sum) && sum > 0))
            yield return new(TopologyErrorCodes.BadRating, circuit.Id, $"The rating of '{circuit.Name}' must be a positive number of amperes on each phase.");
        if (circuit.ExportRatingA is { } export && !IsPositive(export, orZero: true)
            || circuit.MaximumGenerationA is { } generation && !IsPositive(generation, orZero: true)
            || circuit.UnbalanceLimitA is { } unbalance && !IsPositive(unbalance))
            yield return new(TopologyErrorCodes.BadRating, circuit.Id, $"Export, generation and unbalance of '{circuit.Name}' must be numbers of amperes, not negative.");
        if (circuit.StaticBaseLoadA is { } fixedLoad && (!fixedLoad.IsFinite || fixedLoad.LowestA < 0))
            yield return new(TopologyErrorCodes.BadBaseLoad, circuit.Id, $"The static base load of '{circuit.Name}' must be zero or more on each phase.");
        if (circuit.StaticBaseLoadA is not null && circuit.HasMeter)
            yield return new(TopologyErrorCodes.BadBaseLoad, circuit.Id, $"'{circuit.Name}' has a meter and a static base load; it can have one of them.");
        if (!circuit.WorstBaseLoadA.IsFinite || circuit.WorstBaseLoadA.LowestA < 0)
            yield return new(TopologyErrorCodes.BadBaseLoad, circuit.Id, $"The base load of '{circuit.Name}' must be zero or more on each phase.");
    }

    private static bool InCycle(Circuit circuit, Dictionary<Guid, Circuit> byId)
    {
        var steps = 0;
        for (var id = circuit.ParentId; id is { } parent && byId.TryGetValue(parent, out var above); id = above.ParentId)
        {
            if (parent == circuit.Id || ++steps > byId.Count)
                return true;
        }

        return false;
    }

    private static IEnumerable<TopologyError> OfStation(Station station, Dictionary<Guid, Circuit> byId)
    {
        if (!byId.ContainsKey(station.CircuitId))
            yield return new(TopologyErrorCodes.UnknownCircuit, station.Id, $"The circuit of station '{station.Name}' does not exist.");

        // Comparisons are written so that NaN fails them.
        var range = station.MinimumA >= 0 && station.MaximumA > 0 && station.MinimumA <= station.MaximumA && double.IsFinite(station.MaximumA);
        if (!range || station.StepA is { } step && !(step > 0 && double.IsFinite(step)))
            yield return new(TopologyErrorCodes.BadStationRange, station.Id, $"Station '{station.Name}' needs 0 <= minimum <= maximum and a positive step.");
        if (!(station.FallbackA >= 0 && station.FallbackA <= station.MaximumA))
            yield return new(TopologyErrorCodes.BadFallback, station.Id, $"The fallback of station '{station.Name}' must lie between 0 and its maximum.");
        else if (station.FallbackA > 0 && station.FallbackA < (station.Switched ? station.MaximumA : station.MinimumA))
            yield return new(TopologyErrorCodes.BadFallback, station.Id, station.Switched
                ? $"The fallback of the switched station '{station.Name}' must be 0 or its maximum: a contactor is open or closed."
                : $"The fallback of station '{station.Name}' must be 0 or at least its minimum.");
        if (station.FallbackTime > LongestTime || station.MinimumOn is { } on && !(on >= TimeSpan.Zero && on <= LongestTime) || station.MinimumOff is { } off && !(off >= TimeSpan.Zero && off <= LongestTime))
            yield return new(TopologyErrorCodes.BadStationRange, station.Id, $"The times of station '{station.Name}' must lie between 0 and {LongestTime.TotalHours} h.");
        if (station.StepA > station.MaximumA && double.IsFinite(station.StepA.Value))
            yield return new(TopologyErrorCodes.BadStationRange, station.Id, $"The step of station '{station.Name}' must not be above its maximum.");
        if (station.FallbackTime < ShortestFallbackTime)
            yield return new(TopologyErrorCodes.BadFallback, station.Id, $"The fallback time of station '{station.Name}' must be at least {ShortestFallbackTime.TotalSeconds} s, so that orders can be renewed in time.");
        if (!IsPositive(station.Weight))
            yield return new(TopologyErrorCodes.BadStationRange, station.Id, $"The weight of station '{station.Name}' must be above zero.");
        if (!IsPositive(station.DischargeMaximumA, orZero: true))
            yield return new(TopologyErrorCodes.BadStationRange, station.Id, $"The discharge maximum of station '{station.Name}' must be zero or more.");
        if (station.SwitchesPhases && (station.Switched || station.Rotation.Phases == 1))
            yield return new(TopologyErrorCodes.BadStationRange, station.Id, $"Station '{station.Name}' cannot switch phases: that takes a controllable station with three.");
    }

    private static IEnumerable<TopologyError> Groups(IReadOnlyList<Station> stations) => stations
        .Where(station => station is { SwitchGroupId: not null, Switched: false })
        .Select(station => new TopologyError(TopologyErrorCodes.BadStationRange, station.Id, $"Station '{station.Name}' is in a switch group but is not switched."));

    // Written so that NaN fails.
    private static bool IsPositive(double value, bool orZero = false) => double.IsFinite(value) && (value > 0 || (orZero && value == 0));
}
