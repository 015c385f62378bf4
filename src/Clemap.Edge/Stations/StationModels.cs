using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>Every model that is known: those of definition files, and those that are code.</summary>
internal sealed class StationModels(StationDefinitions definitions)
{
    public static StationModels BuiltIn { get; } = new(StationDefinitions.BuiltIn);

    public IReadOnlyList<DefinitionProblem> Problems => definitions.Problems;

    public IEnumerable<StationDefinition> Definitions => definitions.All;

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<ModelDocument> All =>
        [.. definitions.All.Select(ModelCapabilities.Of).Concat(CodedModels.All).OrderBy(model => model.Id, StringComparer.Ordinal)];

    public string Known => string.Join(", ", All.Select(model => model.Id));

    /// <param name="folder">With definition files of the site; it need not exist.</param>
    public static StationModels With(string folder) => new(StationDefinitions.BuiltIn.With(folder, [.. CodedModels.All.Select(model => model.Id)]));

    public bool IsKnown(string model) => Definition(model) is not null || CodedModels.Find(model) is not null;

    /// <summary>Another controller, which limits its own stations.</summary>
    public static bool IsMember(string model) => model == CodedModels.Member;

    public static bool IsSwitched(string model) => CodedModels.IsSwitched(model);

    /// <summary>False for a model of which nobody can be sure that it falls back when nobody speaks to it: it may go on with its maximum.</summary>
    public bool FallsBack(string model) => Definition(model)?.Fallback.IsHeld ?? CodedModels.Find(model)?.Capabilities.FallsBack ?? true;

    /// <summary><see langword="null"/> for a model that is code.</summary>
    public StationDefinition? Definition(string model) => definitions.Find(model);

    /// <summary>What has to be set at a station of this model.</summary>
    public IReadOnlyList<string> Commissioning(string model) => Definition(model)?.Commissioning ?? CodedModels.Commissioning(model);

    public IStation Create(StationConfiguration station, Wires wires, SupplyVoltage supply, bool carAtStart, TimeProvider time) =>
        Definition(station.Model) is { } definition
            ? new ModbusStation(definition, Unit(definition, station, wires.Modbus), station.Phases, station.FallbackA, supply, time)
            : CodedModels.Create(station, wires, carAtStart, time);

    private static ModbusUnit Unit(StationDefinition definition, StationConfiguration station, ModbusConnections connections)
    {
        var connection = definition.Connection;
        return connections.Unit(
            StationAddress.Of(connection, station), (byte)(station.Unit ?? connection.Unit),
            new ModbusManners(TimeSpan.FromMilliseconds(connection.GapMs), connection.Retries));
    }
}
