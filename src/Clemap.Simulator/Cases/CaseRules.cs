namespace Clemap.Simulator.Cases;

/// <summary>What must hold of a case before anything is calculated with it.</summary>
internal static class CaseRules
{
    /// <returns>The first field that breaks a rule, and the rule; <see langword="null"/> when all is sound.</returns>
    public static string? Error(AllocationCase situation)
    {
        if ((Null(situation.Nodes, "nodes") ?? Null(situation.Stations, "stations")) is { } missing) return missing;
        var nodes = situation.Nodes.Select(node => node.Id).ToHashSet();
        if (situation.Nodes.Count(node => node.Parent is null) != 1) return "nodes: exactly one must have no parent.";
        return Twice(situation.Nodes.Select(node => node.Id), "nodes") ?? Twice(situation.Stations.Select(station => station.Id), "stations")
            ?? situation.Nodes.Select((node, place) => OfNode(node, $"nodes[{place}]", nodes)).FirstOrDefault(error => error is not null)
            ?? situation.Stations.Select((station, place) => OfStation(station, $"stations[{place}]", nodes)).FirstOrDefault(error => error is not null);
    }

    private static string? Null<T>(IReadOnlyList<T> items, string list) where T : class =>
        items.Select((item, place) => item is null ? $"{list}[{place}]: must not be null." : null).FirstOrDefault(error => error is not null);

    private static string? Twice(IEnumerable<string> ids, string list) =>
        ids.GroupBy(id => id).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"{list}: the id {twice.Key} is used twice." : null;

    private static string? OfNode(CaseNode node, string at, HashSet<string> nodes)
    {
        if (node.Parent is { } parent && !nodes.Contains(parent)) return $"{at}.parent: there is no node {parent}.";
        if (node.LimitA.Count != 3 || node.LimitA.Any(limitA => limitA < 0)) return $"{at}.limitA: three numbers from 0 up are expected.";
        if (node.BaseA is { Count: not 3 }) return $"{at}.baseA: three numbers are expected.";
        return node.LimitSumA <= 0 ? $"{at}.limitSumA: it must be above 0." : null;
    }

    private static string? OfStation(CaseStation station, string at, HashSet<string> nodes)
    {
        if (!nodes.Contains(station.Node)) return $"{at}.node: there is no node {station.Node}.";
        if (station.Phases.Count is not (1 or 3) || station.Phases.Distinct().Count() != station.Phases.Count || station.Phases.Any(phase => phase is < 1 or > 3))
            return $"{at}.phases: one or three different numbers from 1 to 3 are expected.";
        if (station.MinA < 0) return $"{at}.minA: it must not be negative.";
        if (station.MaxA <= 0 || station.MaxA < station.MinA) return $"{at}.maxA: it must be above 0 and not below minA.";
        return station.StepA <= 0 ? $"{at}.stepA: it must be above 0." : null;
    }
}
