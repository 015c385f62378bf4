using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.History;

/// <summary>The fuses of the history: those of the configuration, or those of the demonstration site, whose stations are named after their garage.</summary>
internal static class HistoryCircuits
{
    private static readonly CircuitConfiguration Grid = new(new Guid("01900000-0000-7000-8000-000000000010"), "Grid connection", null, 80);

    private static readonly CircuitConfiguration[] Demonstration =
    [
        Grid,
        new(new Guid("01900000-0000-7000-8000-000000000011"), "Garage A", Grid.Id, 40),
        new(new Guid("01900000-0000-7000-8000-000000000012"), "Garage B", Grid.Id, 25),
    ];

    public static IReadOnlyList<CircuitConfiguration> Of(SiteConfiguration configuration) =>
        configuration.Circuits.Count > 0 ? configuration.Circuits : Demonstration;

    /// <summary>The circuit that a station names, else the one whose name ends in the station's first letter, else the grid connection.</summary>
    public static CircuitConfiguration Feeding(StationConfiguration station, IReadOnlyList<CircuitConfiguration> circuits) =>
        circuits.FirstOrDefault(circuit => circuit.Id == station.CircuitId)
        ?? circuits.FirstOrDefault(circuit => station.Name.Length > 0 && circuit.Name.EndsWith($" {station.Name[0]}", StringComparison.Ordinal))
        ?? circuits.First(circuit => circuit.ParentId is null);
}
