using System.ComponentModel;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Format;

internal sealed record ScenarioCircuit
{
    public required string Name { get; init; }

    [Description("Name of the circuit that feeds it; left out for the grid connection.")]
    public string? Parent { get; init; }

    [Description("Fuse, A per phase.")]
    public required double RatingA { get; init; }

    [Description("Limit on the sum over the phases, A.")]
    public double? SumRatingA { get; init; }

    [Description("B, C and D are breakers, gG is a fuse link.")]
    public FuseKind Fuse { get; init; } = FuseKind.Gg;

    [Description("Temperature beside the fuse; 30 °C is what it is made for.")]
    public double AmbientC { get; init; } = 30;

    [Description("What neighbours that are loaded too leave of the rating, 0 to 1.")]
    public double GroupingFactor { get; init; } = 1;

    [Description("A meter measures it; the grid connection always has one unless staticBaseLoadA is set.")]
    public bool Meter { get; init; }

    [Description("No meter: the load to reckon with beside charging, A per phase.")]
    public double? StaticBaseLoadA { get; init; }

    [Description("Largest load beside charging, A per phase; left out, what the loads can reach.")]
    public double? WorstBaseLoadA { get; init; }

    [Description("What may flow back, A per phase; left out, as much as the fuse carries.")]
    public double? ExportRatingA { get; init; }

    [Description("How far charging may load one phase more than another, A.")]
    public double? UnbalanceLimitA { get; init; }

    [Description("What takes current here beside charging.")]
    public IReadOnlyList<ScenarioLoad> Loads { get; init; } = [];
}
