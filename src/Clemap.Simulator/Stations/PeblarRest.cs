using System.Text.Json.Nodes;
using Clemap.Simulator.Clouds;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Stations;

/// <summary>Peblar with its local REST interface, for who sends <see cref="CloudAccount.Key"/>. The limit stays until the next.</summary>
internal sealed class PeblarRest(ChargingPoint point) : IStationTwin, IRestService
{
    private double _limitMa = point.Station.FallbackA * 1000;
    private bool _onePhase;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private char Letter => point switch
    {
        { Car: null } => 'A',
        { Charging: true } => 'C',
        _ => 'B',
    };

    public void Tick()
    {
        point.ActivePhases = _onePhase ? 1 : point.Phases;
        point.OfferedA = _limitMa < 6000 ? 0 : Math.Min(_limitMa / 1000, point.MaximumA);
    }

    public RestReply Serve(RestRequest request)
    {
        if (request.Header("Authorization") != CloudAccount.Key) return RestReply.Unauthorized;
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/wlac/v1/evinterface") => RestReply.Ok(Interface()),
            ("PATCH", "/api/wlac/v1/evinterface") => Change(request.Body),
            ("GET", "/api/wlac/v1/meter") => RestReply.Ok(Meter()),
            ("GET", "/api/wlac/v1/system") => RestReply.Ok(new JsonObject
            {
                ["ProductPn"] = "6004-2300-8002",
                ["ProductSn"] = FormattableString.Invariant($"SIM{100_000 + point.Index}"),
                ["FirmwareVersion"] = "1.6.1",
                ["PhaseCount"] = point.Phases,
                ["Force1PhaseAllowed"] = true,
            }),
            ("GET", "/api/wlac/v1/health") => RestReply.Ok(new JsonObject { ["ApiVersion"] = "1.0", ["AccessMode"] = "ReadWrite" }),
            _ => RestReply.NotFound,
        };
    }

    private RestReply Change(JsonObject body)
    {
        if (body.Number("ChargeCurrentLimit") is { } ma)
        {
            if (ma is < 0 or > 32_000) return RestReply.BadRequest;
            _limitMa = ma;
        }

        _onePhase = body.Flag("Force1Phase") ?? _onePhase;
        return RestReply.Ok(Interface());
    }

    private JsonObject Interface() => new()
    {
        ["CpState"] = $"State {Letter}",
        ["LockState"] = point.Car is not null,
        ["ChargeCurrentLimit"] = (int)_limitMa,
        ["ChargeCurrentLimitSource"] = "Local REST API",
        ["ChargeCurrentLimitActual"] = (int)(point.OfferedA * 1000),
        ["Force1Phase"] = _onePhase,
    };

    private JsonObject Meter()
    {
        var meter = new JsonObject
        {
            ["PowerTotal"] = (int)Math.Round(point.PowerW.Sum),
            ["EnergySession"] = (long)point.SessionWh,
            ["EnergyTotal"] = point.Energy.ImportWh,
        };
        for (var phase = 0; phase < 3; phase++)
        {
            var exists = phase < point.Phases;
            meter[$"CurrentPhase{phase + 1}"] = (int)(point.CurrentA[phase] * 1000);
            meter[$"VoltagePhase{phase + 1}"] = exists ? (int)Math.Round(point.VoltageV[phase]) : null;
            meter[$"PowerPhase{phase + 1}"] = (int)Math.Round(point.PowerW[phase]);
        }

        return meter;
    }
}
