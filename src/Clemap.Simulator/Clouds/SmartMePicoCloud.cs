using System.Globalization;
using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Clouds;

/// <summary>smart-me Pico in its cloud: an API key, and a current in mA for the group of a station, which stays while nobody writes.</summary>
internal sealed class SmartMePicoCloud(ChargingPoint point, TimeProvider time) : IStationTwin, IRestService
{
    public const int RequestsPerMinute = 60;

    private const double MinimumA = 6;

    private readonly CloudAccount _account = new(time, RequestsPerMinute);
    private double _groupA = point.Station.FallbackA;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private Guid StationId => point.Station.Id;
    private int SerialNumber => 9_000_000 + point.Index;

    private string ChargingState => point switch
    {
        { Car: null } => "ReadyNoCarConnected",
        { Charging: true } => "Charging",
        { OfferedA: > 0 } => "StartedWaitForCar",
        _ => "ReadyCarConnected",
    };

    public void Tick() => point.OfferedA = _groupA < MinimumA ? 0 : Math.Min(_groupA, point.MaximumA);

    public RestReply Serve(RestRequest request)
    {
        if (_account.Refuse(request, "ApiKey " + CloudAccount.Key) is { } refused) return refused;
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/pico") => RestReply.Ok(new JsonArray(Entry())),
            ("GET", var path) when path == $"/api/pico/charging/{StationId}" || path == $"/api/pico/{StationId}" => RestReply.Ok(Charging()),
            ("GET", var path) when path == $"/api/pico/settings/{StationId}" => RestReply.Ok(new JsonObject
            {
                ["MinStationCurrent"] = MinimumA,
                ["MaxStationCurrent"] = point.MaximumA,
                ["ModbusTcp"] = false,
                ["GroupId"] = StationId,
            }),
            ("GET", var path) when path == $"/api/pico/history/{StationId}" => RestReply.Ok(new JsonArray()),
            ("GET", var path) when path == $"/api/Devices/{StationId}" => RestReply.Ok(Device()),
            ("GET", "/api/Devices") => RestReply.Ok(new JsonArray(Device())),
            ("POST", var path) when path == FormattableString.Invariant($"/api/pico/loadmanagementgroup/current/{SerialNumber}") =>
                SetCurrent(request.Argument("current")),
            _ => RestReply.NotFound,
        };
    }

    private RestReply SetCurrent(string? milliampere)
    {
        if (!int.TryParse(milliampere, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return RestReply.BadRequest;
        _groupA = value / 1000.0;
        return RestReply.Ok();
    }

    private JsonObject Entry() => new() { ["Id"] = StationId, ["Serial"] = SerialNumber, ["Name"] = point.Station.Name };

    private JsonObject Charging() => new()
    {
        ["State"] = ChargingState,
        ["ActiveChargingEnergy"] = Math.Round(point.SessionWh / 1000, 3),
        ["ActiveChargingPower"] = Math.Round(point.PowerW.Sum / 1000, 3),
        ["Duration"] = point.Session is { } session ? time.GetUtcNow().ToUnixTimeSeconds() - session.StartedAt : 0,
        ["MaxAllowedChargingCurrent"] = point.OfferedA,
        ["MaxDynamicCurrent"] = _groupA,
        ["MaxStationCurrent"] = point.MaximumA,
        ["MinStationCurrent"] = MinimumA,
        ["MaxLoadmanagementGroupCurrent"] = _groupA,
    };

    private JsonObject Device() => new()
    {
        ["Id"] = StationId,
        ["Serial"] = SerialNumber,
        ["ActivePower"] = Math.Round(point.PowerW.Sum / 1000, 3),
        ["ActivePowerUnit"] = "kW",
        ["CounterReading"] = Math.Round(point.Energy.ImportExactWh / 1000, 3),
        ["CounterReadingUnit"] = "kWh",
        ["CurrentL1"] = Math.Round(point.CurrentA[0], 3),
        ["CurrentL2"] = Math.Round(point.CurrentA[1], 3),
        ["CurrentL3"] = Math.Round(point.CurrentA[2], 3),
        ["VoltageL1"] = Math.Round(point.VoltageV[0], 1),
        ["VoltageL2"] = Math.Round(point.VoltageV[1], 1),
        ["VoltageL3"] = Math.Round(point.VoltageV[2], 1),
        ["ValueDate"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    };
}
