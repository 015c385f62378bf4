using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Stations;

/// <summary>Tesla Wall Connector, third generation: it tells what it does and takes no orders. It offers the current of its commissioning.</summary>
internal sealed class TeslaWallConnector(ChargingPoint point, TimeProvider time) : IStationTwin, IRestService
{
    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    public void Tick() => point.OfferedA = point.Station.FallbackA < 6 ? 0 : point.Station.FallbackA;

    public RestReply Serve(RestRequest request) => (request.Method, request.Path) switch
    {
        ("GET", "/api/1/vitals") => RestReply.Ok(Vitals()),
        ("GET", "/api/1/lifetime") => RestReply.Ok(new JsonObject { ["energy_wh"] = point.Energy.ImportWh, ["charge_starts"] = 42 }),
        ("GET", "/api/1/version") => RestReply.Ok(new JsonObject
        {
            ["firmware_version"] = "23.8.2",
            ["serial_number"] = FormattableString.Invariant($"SIM{100_000 + point.Index}"),
        }),
        _ => RestReply.NotFound,
    };

    private JsonObject Vitals() => new()
    {
        ["contactor_closed"] = point.Charging,
        ["vehicle_connected"] = point.Car is not null,
        ["session_s"] = point.Session is { } session ? time.GetUtcNow().ToUnixTimeSeconds() - session.StartedAt : 0,
        ["session_energy_wh"] = Math.Round(point.SessionWh, 3),
        ["grid_v"] = Math.Round(point.VoltageV[0], 1),
        ["grid_hz"] = 50.0,
        ["currentA_a"] = Math.Round(point.CurrentA[0], 1),
        ["currentB_a"] = Math.Round(point.CurrentA[1], 1),
        ["currentC_a"] = Math.Round(point.CurrentA[2], 1),
        ["voltageA_v"] = Math.Round(point.VoltageV[0], 1),
        ["voltageB_v"] = Math.Round(point.VoltageV[1], 1),
        ["voltageC_v"] = Math.Round(point.VoltageV[2], 1),
        ["evse_state"] = point.Car is null ? 1 : point.Charging ? 11 : 4,
    };
}
