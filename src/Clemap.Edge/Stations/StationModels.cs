using Clemap.Edge.Cascade;
using Clemap.Edge.Configuration;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Stations.Ocpp;

namespace Clemap.Edge.Stations;

/// <summary>Every model that can be controlled: those of definition files, and two that are code because they speak no registers.</summary>
internal sealed class StationModels(StationDefinitions definitions)
{
    private const string Goe = "goe-http-v2";
    private const string Relay = "modbus-relay";
    private const string Member = "clemap-edge";

    private static readonly ModelDocument[] Code =
    [
        new(Goe, "go-e", "Charger with API v2", "http", "high", Experimental: false, new(
            "A", 1, "release", PhaseSwitching: true, Card: true, Currents: true, "lifetime", "none", FallsBack: false, FallbackS: null, Firmware: null)),
        new(Relay, "any", "ON/OFF station behind an output module", "modbus tcp", "high", Experimental: false, new(
            "A", null, "switch", PhaseSwitching: false, Card: false, Currents: true, "lifetime", "repeatedWrite", FallsBack: true, 20, Firmware: null)),
        new(Member, "CLEMAP", "another controller with its building (cascade)", "modbus tcp", "high", Experimental: false, new(
            "A", null, "limit", PhaseSwitching: false, Card: false, Currents: true, "none", "repeatedWrite", FallsBack: true, 135, Firmware: null)),
        .. OcppModels.Documents,
    ];

    public static StationModels BuiltIn { get; } = new(StationDefinitions.BuiltIn);

    public IReadOnlyList<DefinitionProblem> Problems => definitions.Problems;

    public IEnumerable<StationDefinition> Definitions => definitions.All;

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<ModelDocument> All =>
        [.. definitions.All.Select(ModelCapabilities.Of).Concat(Code).OrderBy(model => model.Id, StringComparer.Ordinal)];

    public string Known => string.Join(", ", All.Select(model => model.Id));

    /// <param name="folder">With definition files of the site; it need not exist.</param>
    public static StationModels With(string folder) => new(StationDefinitions.BuiltIn.With(folder, [Goe, Relay, Member]));

    public bool IsKnown(string model) => Definition(model) is not null || Code.Any(known => known.Id == model);

    /// <summary>Another controller, which limits its own stations.</summary>
    public static bool IsMember(string model) => model == Member;

    public static bool IsSwitched(string model) => model == Relay;

    /// <summary>False for a model that keeps the last order when nobody speaks to it: it may go on with its maximum.</summary>
    public bool FallsBack(string model) => Definition(model)?.Fallback.IsHeld ?? model != Goe;

    /// <summary><see langword="null"/> for a model that is code.</summary>
    public StationDefinition? Definition(string model) => definitions.Find(model);

    public IStation Create(
        StationConfiguration station, ModbusConnections connections, HttpClient http, SupplyVoltage supply, bool carAtStart, TimeProvider time) =>
        Definition(station.Model) is { } definition
            ? new ModbusStation(definition, Unit(definition, station, connections), station.Phases, station.FallbackA, supply, time)
            : station.Model switch
            {
                Goe => new GoeHttpV2(http, new UriBuilder(Uri.UriSchemeHttp, station.Host, station.Port ?? 80).Uri, station.FallbackA, time),
                Member => new MemberController(connections.Unit(station.Host, station.Port ?? 5020, (byte)(station.Unit ?? 1)), station.FallbackA, time),
                Relay => new ModbusRelay(
                    connections.Unit(station.Host, station.Port ?? 502, (byte)(station.Unit ?? 1)), Submeter(station, connections, time), station.Phases,
                    station.MaximumA, carAtStart, time),
                _ => throw new ArgumentOutOfRangeException(nameof(station), station.Model, "The configuration lets only known models through."),
            };

    private static ModbusUnit Unit(StationDefinition definition, StationConfiguration station, ModbusConnections connections)
    {
        var connection = definition.Connection;
        return connections.Unit(
            StationAddress.Of(connection, station), (byte)(station.Unit ?? connection.Unit),
            new ModbusManners(TimeSpan.FromMilliseconds(connection.GapMs), connection.Retries));
    }

    private static IMeter Submeter(StationConfiguration station, ModbusConnections connections, TimeProvider time)
    {
        var meter = station.Meter!;
        return MeterModels.Create(meter.Model, meter.Host, meter.Port, meter.Unit, connections, time);
    }
}
