using System.Globalization;
using System.Text.Json.Nodes;
using Clemap.Simulator.Clouds;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Stations;

/// <summary>
/// Hardy Barth with a Salia board: one JSON tree with values as texts, and keys that are put. Orders count in charge mode "manual" alone; without the
/// heartbeat key it goes back to its own mode, which the electrician set to the fallback current.
/// </summary>
internal sealed class HardyBarthSalia(ChargingPoint point, TimeProvider time) : IStationTwin, IRestService
{
    public const int HeartbeatS = 60;

    // It tells no units: mA and 0.1 W, energy in Wh.
    private const double StepsPerA = 1000;
    private const double StepsPerW = 10;

    private const string OwnMode = "eco";

    private readonly SilenceTimer _heartbeat = new(time);
    private string _mode = OwnMode;
    private bool _paused;
    private double _limitA = point.Station.FallbackA;
    private int _phases = point.Phases;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private string Letter => point switch
    {
        { Car: null } => "A",
        { Charging: true } => "C",
        _ => "B",
    };

    public void Tick()
    {
        if (_heartbeat.Seconds > HeartbeatS) _mode = OwnMode;
        point.ActivePhases = Math.Min(_phases, point.Phases);
        var allowedA = _mode == "manual" ? _limitA : point.Station.FallbackA;
        point.OfferedA = _paused && _mode == "manual" || allowedA < 6 ? 0 : Math.Min(allowedA, point.MaximumA);
    }

    public RestReply Serve(RestRequest request) => (request.Method, request.Path) switch
    {
        ("GET", "/api") => RestReply.Ok(Tree()),
        ("PUT", "/api/secc") => Put(request.Body),
        _ => RestReply.NotFound,
    };

    private RestReply Put(JsonObject body)
    {
        if (body.Count == 0) return Result("error");
        foreach (var (key, node) in body)
        {
            if (!Take(key, node?.ToString() ?? "")) return Result("error");
        }

        return Result("ok");
    }

    private bool Take(string key, string value)
    {
        switch (key)
        {
            case "salia/heartbeat" when value == "alive":
                _heartbeat.Restart();
                return true;
            case "salia/chargemode" when value is "manual" or "eco" or "power":
                _heartbeat.Restart();
                _mode = value;
                return true;
            case "salia/pausecharging" when value is "0" or "1":
                _paused = value == "1";
                return true;
            case "grid_current_limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var a) && (a is 0 or >= 6 and <= 32):
                _limitA = a;
                return true;
            case "salia/phase_switching/setphase" when value is "1" or "3":
                _phases = value == "1" ? 1 : 3;
                return true;
            default:
                return false;
        }
    }

    private JsonObject Tree() => new()
    {
        ["device"] = new JsonObject { ["product"] = "2310007", ["modelname"] = "cPH2 simulated", ["software_version"] = "1.50.0" },
        ["secc"] = new JsonObject
        {
            ["port0"] = new JsonObject
            {
                ["grid_current_limit"] = CloudAccount.Text(_limitA),
                ["ci"] = new JsonObject
                {
                    ["evse"] = new JsonObject
                    {
                        ["basic"] = new JsonObject
                        {
                            ["grid_current_limit"] = new JsonObject { ["actual"] = CloudAccount.Text(_limitA) },
                            ["offered_current_limit"] = CloudAccount.Text(point.OfferedA),
                            ["phase_count"] = CloudAccount.Text(point.ActivePhases),
                        },
                    },
                    ["charge"] = new JsonObject
                    {
                        ["cp"] = new JsonObject { ["status"] = Letter },
                        ["plug"] = new JsonObject { ["status"] = point.Car is null ? "unlocked" : "locked" },
                    },
                },
                ["salia"] = new JsonObject { ["chargemode"] = _mode, ["pausecharging"] = _paused ? "1" : "0" },
                ["session"] = new JsonObject { ["authorization_status"] = point.Car is null ? "" : point.Station.Card ?? "" },
                ["metering"] = Metering(),
            },
        },
    };

    private JsonObject Metering()
    {
        var (power, current) = (new JsonObject(), new JsonObject());
        for (var phase = 0; phase < 3; phase++)
        {
            power[$"l{phase + 1}"] = Actual(point.PowerW[phase] * StepsPerW);
            current[$"l{phase + 1}"] = Actual(point.CurrentA[phase] * StepsPerA);
        }

        return new JsonObject
        {
            ["meter"] = new JsonObject { ["available"] = "1" },
            ["power"] = new JsonObject { ["active_total"] = Actual(point.PowerW.Sum * StepsPerW), ["active"] = new JsonObject { ["ac"] = power } },
            ["current"] = new JsonObject { ["ac"] = current },
            ["energy"] = new JsonObject { ["active_total"] = Actual(point.Energy.ImportExactWh) },
        };
    }

    private static JsonObject Actual(double value) => new() { ["actual"] = CloudAccount.Text(value) };

    private static RestReply Result(string result) => RestReply.Ok(new JsonObject { ["result"] = result });
}
