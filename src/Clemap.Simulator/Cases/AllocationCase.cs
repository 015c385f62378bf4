namespace Clemap.Simulator.Cases;

/// <summary>One situation with numbers: a tree of limits, the stations in it, and what was measured.</summary>
internal sealed record AllocationCase
{
    public required string Id { get; init; }
    public IReadOnlyList<CaseNode> Nodes { get; init; } = [];
    public IReadOnlyList<CaseStation> Stations { get; init; } = [];
}

/// <param name="LimitA">L1, L2, L3.</param>
/// <param name="LimitSumA">Over the phases.</param>
/// <param name="BaseA">Uncontrolled load on L1, L2, L3; negative is surplus.</param>
internal sealed record CaseNode(
    string Id, string? Parent, IReadOnlyList<double> LimitA, double? LimitSumA = null, IReadOnlyList<double>? BaseA = null);

/// <param name="Phases">Grid phases in use, 1 to 3, by terminal.</param>
internal sealed record CaseStation(
    string Id, string Node, IReadOnlyList<int> Phases, double MinA, double MaxA, double? StepA = null, int Priority = 0, bool Wants = true, bool Switched = false);

internal sealed record AllocationAnswer(string Id, IReadOnlyDictionary<string, double> StationsA, IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons);
