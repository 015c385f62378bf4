using System.Globalization;
using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Clouds;

/// <summary>
/// Easee and its cloud: tokens for an hour, whole ampere rounded down, 202 for what changes something. The current of the circuit lives for so many
/// minutes; after them the current for stations without a connection is in force (<c>offlineMaxCircuitCurrent</c>), which the electrician or a controller set.
/// </summary>
internal sealed class EaseeCloud(ChargingPoint point, TimeProvider time) : IStationTwin, IRestService
{
    public const int RequestsPerMinute = 60;

    // What a restart leaves as the station's own dynamic current (Easee Home).
    private const double RestartA = 40;

    private readonly CloudAccount _account = new(time, RequestsPerMinute);
    private TimedCurrent _charger = TimedCurrent.Lasting(RestartA);
    private TimedCurrent _circuit = TimedCurrent.Lasting(point.Station.FallbackA);
    private double _offlineA = point.Station.FallbackA;
    private double _maximumA = point.MaximumA;
    private bool _enabled = true;
    private bool _paused;
    private int _phaseMode = 3;
    private int _ticks;
    private (long Hour, double Kwh) _lifetime = (-1, 0);

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private string Id => FormattableString.Invariant($"EH{100_000 + point.Index}");
    private int Site => 7000 + point.Index;
    private int Circuit => 8000 + point.Index;

    private int Mode => point switch
    {
        { Car: null } => 1,
        { Charging: true } => 3,
        { OfferedA: 0 } => 2,
        { Car.Full: true } => 4,
        _ => 6,
    };

    public void Tick()
    {
        var allowedA = Math.Floor(Math.Min(Math.Min(_charger.At(time, _offlineA), _circuit.At(time, _offlineA)), _maximumA));
        point.ActivePhases = _phaseMode == 1 ? 1 : point.Phases;
        point.OfferedA = _enabled && !_paused && allowedA >= 6 ? Math.Min(allowedA, point.MaximumA) : 0;
        var hour = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        if (hour != _lifetime.Hour) _lifetime = (hour, Math.Round(point.Energy.ImportExactWh / 1000, 3));
    }

    public RestReply Serve(RestRequest request)
    {
        if ((request.Method, request.Path) is ("POST", "/api/accounts/login"))
            return CloudAccount.IsCustomer(request.Body.Text("userName"), request.Body.Text("password")) ? Tokens() : RestReply.BadRequest;
        if ((request.Method, request.Path) is ("POST", "/api/accounts/refresh_token"))
            return _account.TakeRefresh(request.Body.Text("refreshToken")) ? Tokens() : RestReply.Unauthorized;
        if (_account.Refuse(request) is { } refused) return refused;
        var charger = $"/api/chargers/{Id}";
        var circuit = FormattableString.Invariant($"/api/sites/{Site}/circuits/{Circuit}");
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/chargers") => RestReply.Ok(new JsonArray(new JsonObject { ["id"] = Id, ["name"] = point.Station.Name })),
            ("GET", var path) when path == charger + "/site" => RestReply.Ok(SiteBody()),
            ("GET", var path) when path == charger + "/state" => RestReply.Ok(State()),
            ("GET", var path) when path == charger + "/config" => RestReply.Ok(
                new JsonObject { ["isEnabled"] = _enabled, ["phaseMode"] = _phaseMode, ["maxChargerCurrent"] = _maximumA }),
            ("POST", var path) when path == charger + "/settings" => Change(() => Settings(request.Body)),
            ("POST", var path) when path.StartsWith(charger + "/commands/", StringComparison.Ordinal) =>
                Command(path[(charger.Length + "/commands/".Length)..], request.Body),
            ("POST", var path) when path == circuit + "/dynamicCurrent" => SetCircuit(request.Body, "phase", request.Body.Number("timeToLive") ?? 0),
            ("POST", var path) when path == circuit + "/settings" => CircuitSettings(request.Body),
            _ => RestReply.NotFound,
        };
    }

    private RestReply Tokens()
    {
        var (access, refresh) = _account.Issue();
        return RestReply.Ok(new JsonObject
        {
            ["accessToken"] = access,
            ["refreshToken"] = refresh,
            ["expiresIn"] = CloudAccount.LifetimeS,
            ["tokenType"] = "Bearer",
        });
    }

    private RestReply Command(string name, JsonObject body) => name switch
    {
        "pause_charging" or "stop_charging" => Change(() => _paused = true),
        "resume_charging" or "start_charging" => Change(() => _paused = false),
        "set_dynamic_charger_current" when body.Number("amps") is { } a and >= 0 =>
            Change(() => _charger = TimedCurrent.For(time, a, body.Number("minutes") ?? 0)),
        "set_dynamic_charger_current" => RestReply.BadRequest,
        _ => RestReply.NotFound,
    };

    private void Settings(JsonObject body)
    {
        if (body.Number("dynamicChargerCurrent") is { } a and >= 0) _charger = TimedCurrent.Lasting(a);
        if (body.Number("maxChargerCurrent") is { } max and >= 0) _maximumA = max;
        if (body.Flag("enabled") is { } enabled) _enabled = enabled;
        if (body.Number("phaseMode") is { } mode and (1 or 2 or 3)) _phaseMode = (int)mode;
    }

    /// <summary>A phase without current blocks charging on three: the smallest is in force.</summary>
    private RestReply SetCircuit(JsonObject body, string field, double minutes)
    {
        double?[] phases = [body.Number(field + "1"), body.Number(field + "2"), body.Number(field + "3")];
        if (phases.Any(a => a is null or < 0) || minutes < 0) return RestReply.BadRequest;
        return Change(() => _circuit = TimedCurrent.For(time, phases.Min()!.Value, minutes));
    }

    private RestReply CircuitSettings(JsonObject body)
    {
        double?[] offline = [.. Enumerable.Range(1, 3).Select(phase => body.Number($"offlineMaxCircuitCurrentP{phase}"))];
        if (offline.All(a => a is null)) return SetCircuit(body, "dynamicCircuitCurrentP", 0);
        return offline.Any(a => a is null or < 0) ? RestReply.BadRequest : Change(() => _offlineA = offline.Min()!.Value);
    }

    private RestReply Change(Action change)
    {
        var before = (_charger, _circuit, _offlineA, _maximumA, _enabled, _paused, _phaseMode);
        change();
        if (before == (_charger, _circuit, _offlineA, _maximumA, _enabled, _paused, _phaseMode)) return RestReply.Ok(new JsonArray());
        return new RestReply(202, new JsonArray(new JsonObject { ["device"] = Id, ["commandId"] = 48, ["ticks"] = ++_ticks }));
    }

    private JsonObject SiteBody() => new()
    {
        ["id"] = Site,
        ["circuits"] = new JsonArray(new JsonObject
        {
            ["id"] = Circuit,
            ["siteId"] = Site,
            ["chargers"] = new JsonArray(new JsonObject { ["id"] = Id }),
        }),
    };

    private JsonObject State()
    {
        var circuitA = _circuit.At(time, _offlineA);
        return new JsonObject
        {
            ["chargerOpMode"] = Mode,
            ["totalPower"] = Math.Round(point.PowerW.Sum / 1000, 3),
            ["sessionEnergy"] = Math.Round(point.SessionWh / 1000, 3),
            ["lifetimeEnergy"] = _lifetime.Kwh,
            ["inCurrentT3"] = Math.Round(point.CurrentA[0], 2),
            ["inCurrentT4"] = Math.Round(point.CurrentA[1], 2),
            ["inCurrentT5"] = Math.Round(point.CurrentA[2], 2),
            ["outputCurrent"] = point.OfferedA,
            ["dynamicChargerCurrent"] = _charger.At(time, _offlineA),
            ["dynamicCircuitCurrentP1"] = circuitA,
            ["dynamicCircuitCurrentP2"] = circuitA,
            ["dynamicCircuitCurrentP3"] = circuitA,
            ["outputPhase"] = point.ActivePhases == 1 ? 10 : 30,
            ["offlineMaxCircuitCurrentP1"] = _offlineA,
            ["offlineMaxCircuitCurrentP2"] = _offlineA,
            ["offlineMaxCircuitCurrentP3"] = _offlineA,
            ["isOnline"] = true,
            ["latestPulse"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["reasonForNoCurrent"] = point.OfferedA > 0 ? 0 : 52,
        };
    }
}
