using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Clouds;

/// <summary>
/// Zaptec and its cloud: a token by password grant, numbered observations, and a current for the installation that may change every quarter of an
/// hour; before that it answers 429. It stays while nobody writes.
/// </summary>
internal sealed class ZaptecCloud(ChargingPoint point, TimeProvider time) : IStationTwin, IRestService
{
    public const int RequestsPerMinute = 600;

    public static readonly TimeSpan InstallationInterval = TimeSpan.FromMinutes(15);

    private readonly CloudAccount _account = new(time, RequestsPerMinute);
    private readonly Guid _installation = new(point.Index, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);
    private double _availableA = point.Station.FallbackA;
    private double _chargerA = point.MaximumA;
    private double _offlineA = point.Station.FallbackA;
    private double _onePhaseBelowA;
    private int _chargerPhases = 3;
    private bool _stopped;
    private long? _lastUpdate;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private int Mode => point switch
    {
        { Car: null } => 1,
        { Charging: true } => 3,
        { Car.Full: true } => 5,
        _ => _stopped ? 5 : 2,
    };

    public void Tick()
    {
        var allowedA = Math.Min(_availableA, _chargerA);
        var one = _chargerPhases == 1 || _onePhaseBelowA >= 32 || _onePhaseBelowA > 0 && _availableA < _onePhaseBelowA;
        point.ActivePhases = one ? 1 : point.Phases;
        point.OfferedA = _stopped || allowedA < 6 ? 0 : Math.Min(allowedA, point.MaximumA);
    }

    public RestReply Serve(RestRequest request)
    {
        if (string.IsNullOrEmpty(request.Header("User-Agent"))) return new RestReply(403);
        if ((request.Method, request.Path) is ("POST", "/oauth/token")) return Token(request.Text);
        if (_account.Refuse(request) is { } refused) return refused;
        var charger = $"/api/chargers/{point.Station.Id}";
        var installation = $"/api/installation/{_installation}";
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/chargers") => RestReply.Ok(new JsonObject { ["Pages"] = 1, ["Data"] = new JsonArray(Charger()) }),
            ("GET", var path) when path == charger + "/state" => RestReply.Ok(Observations()),
            ("POST", var path) when path.StartsWith(charger + "/sendCommand/", StringComparison.Ordinal) =>
                Command(path[(charger.Length + "/sendCommand/".Length)..]),
            ("POST", var path) when path == charger + "/update" => UpdateCharger(request.Body),
            ("GET", var path) when path == installation => RestReply.Ok(Installation()),
            ("POST", var path) when path == installation + "/update" => UpdateInstallation(request.Body),
            _ => RestReply.NotFound,
        };
    }

    private RestReply Token(string form)
    {
        var fields = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(form);
        if (fields["grant_type"] != "password" || !CloudAccount.IsCustomer(fields["username"], fields["password"])) return RestReply.BadRequest;
        return RestReply.Ok(new JsonObject
        {
            ["access_token"] = _account.Issue().Access,
            ["token_type"] = "Bearer",
            ["expires_in"] = CloudAccount.LifetimeS,
        });
    }

    private RestReply Command(string code)
    {
        switch (code)
        {
            case "502" or "506":
                _stopped = true;
                return RestReply.Ok();
            case "507" when !_stopped:
                return new RestReply(500, new JsonObject { ["Code"] = 528, ["Details"] = "The session is not paused." });
            case "501" or "507":
                _stopped = false;
                return RestReply.Ok();
            default:
                return RestReply.BadRequest;
        }
    }

    private RestReply UpdateCharger(JsonObject body)
    {
        if (body.Number("maxChargeCurrent") is { } a)
        {
            if (a < 0) return RestReply.BadRequest;
            _chargerA = Math.Floor(a * 10) / 10;
        }

        if (body.Number("offlineChargeCurrent") is { } offlineA) _offlineA = offlineA;
        if (body.Number("maxChargePhases") is { } phases and (1 or 3)) _chargerPhases = (int)phases;
        return RestReply.Ok();
    }

    private RestReply UpdateInstallation(JsonObject body)
    {
        double?[] phases = [body.Number("availableCurrentPhase1"), body.Number("availableCurrentPhase2"), body.Number("availableCurrentPhase3")];
        var given = phases.Count(a => a is not null);
        var availableA = given == 3 ? phases.Min() : body.Number("availableCurrent");
        if (given is 1 or 2 || availableA < 0) return RestReply.BadRequest;
        if (availableA is { } a)
        {
            if (_lastUpdate is { } last && time.GetElapsedTime(last) is var since && since < InstallationInterval)
                return new RestReply(429) { RetryAfter = InstallationInterval - since };
            (_availableA, _lastUpdate) = (a, time.GetTimestamp());
        }

        _onePhaseBelowA = body.Number("threeToOnePhaseSwitchCurrent") ?? _onePhaseBelowA;
        return RestReply.Ok();
    }

    private JsonObject Charger() => new()
    {
        ["Id"] = point.Station.Id,
        ["DeviceId"] = FormattableString.Invariant($"ZAP{100_000 + point.Index}"),
        ["Name"] = point.Station.Name,
        ["OperatingMode"] = Mode,
        ["InstallationId"] = _installation,
        ["IsOnline"] = true,
    };

    private JsonObject Installation() => new()
    {
        ["Id"] = _installation,
        ["MaxCurrent"] = point.MaximumA,
        ["AvailableCurrentPhase1"] = _availableA,
        ["AvailableCurrentPhase2"] = _availableA,
        ["AvailableCurrentPhase3"] = _availableA,
        ["ThreeToOnePhaseSwitchCurrent"] = _onePhaseBelowA,
    };

    private JsonArray Observations()
    {
        var values = new JsonArray();
        void Add(int id, string value) => values.Add(new JsonObject
        {
            ["ChargerId"] = point.Station.Id,
            ["StateId"] = id,
            ["ValueAsString"] = value,
            ["Timestamp"] = time.GetUtcNow(),
        });
        for (var phase = 0; phase < 3; phase++)
        {
            Add(501 + phase, CloudAccount.Text(point.VoltageV[phase]));
            Add(507 + phase, CloudAccount.Text(point.CurrentA[phase]));
        }

        Add(510, CloudAccount.Text(_chargerA));
        Add(511, "6");
        Add(513, CloudAccount.Text(point.PowerW.Sum));
        Add(519, point.ActivePhases == 1 ? "1" : "4");
        Add(522, "4");
        Add(523, CloudAccount.Text(_offlineA));
        Add(553, CloudAccount.Text(point.SessionWh / 1000));
        Add(708, CloudAccount.Text(point.OfferedA));
        Add(710, CloudAccount.Text(Mode));
        Add(718, _stopped ? "1" : "0");
        Add(721, point.Session?.Id.ToString() ?? "");
        Add(722, point.Car is null ? "" : point.Station.Card ?? "");
        Add(-2, "1");
        return values;
    }
}
