using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Clouds;

/// <summary>Wallbox and its cloud: a sign-in by password that gives a token, whole ampere, few requests. The last value stays.</summary>
internal sealed class WallboxCloud(ChargingPoint point, TimeProvider time) : IStationTwin, IRestService
{
    public const int RequestsPerMinute = 30;

    private const int Resume = 1;
    private const int Pause = 2;
    private const int Restart = 3;

    private readonly CloudAccount _account = new(time, RequestsPerMinute);
    private double _limitA = point.Station.FallbackA;
    private bool _paused;
    private bool _locked;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private int Id => 300_000 + point.Index;

    private int Status => point switch
    {
        { Car: null } => _locked ? 209 : 161,
        { Charging: true } => 194,
        _ when _locked => 210,
        _ when _paused => 182,
        { Car.Full: true } => 181,
        _ => 180,
    };

    public void Tick() => point.OfferedA = _paused || _locked || _limitA < 6 ? 0 : Math.Min(_limitA, point.MaximumA);

    public RestReply Serve(RestRequest request)
    {
        var authorization = request.Header("Authorization");
        if ((request.Method, request.Path) is ("GET", "/users/signin"))
            return authorization == CloudAccount.Basic && request.Header("Partner") == "wallbox" ? Tokens() : RestReply.Unauthorized;
        if ((request.Method, request.Path) is ("GET", "/users/refresh-token"))
            return _account.TakeRefresh(authorization?.Replace("Bearer ", "", StringComparison.Ordinal)) ? Tokens() : RestReply.Unauthorized;
        if (_account.Refuse(request) is { } refused) return refused;
        return (request.Method, request.Path) switch
        {
            ("GET", var path) when path == FormattableString.Invariant($"/chargers/status/{Id}") => RestReply.Ok(State()),
            ("PUT", var path) when path == FormattableString.Invariant($"/v2/charger/{Id}") => Change(request.Body),
            ("POST", var path) when path == FormattableString.Invariant($"/v3/chargers/{Id}/remote-action") => Act(request.Body.Number("action")),
            _ => RestReply.NotFound,
        };
    }

    private RestReply Tokens()
    {
        var (access, refresh) = _account.Issue();
        return RestReply.Ok(new JsonObject { ["jwt"] = access, ["refresh_token"] = refresh, ["ttl"] = CloudAccount.LifetimeS });
    }

    private RestReply Change(JsonObject body)
    {
        if (body.Number("maxChargingCurrent") is { } a)
        {
            if (a is < 6 or > 32 || a != Math.Floor(a)) return RestReply.BadRequest;
            _limitA = a;
        }

        if (body.Number("locked") is { } locked) _locked = locked != 0;
        return RestReply.Ok(State());
    }

    private RestReply Act(double? action)
    {
        if (action is not (Resume or Pause or Restart)) return RestReply.BadRequest;
        _paused = action == Pause;
        return RestReply.Ok(new JsonObject());
    }

    private JsonObject State() => new()
    {
        ["status_id"] = Status,
        ["charging_power"] = Math.Round(point.PowerW.Sum / 1000, 3),
        ["added_energy"] = Math.Round(point.SessionWh / 1000, 3),
        ["charging_time"] = point.Session is { } session ? time.GetUtcNow().ToUnixTimeSeconds() - session.StartedAt : 0,
        ["max_available_power"] = point.MaximumA,
        ["config_data"] = new JsonObject { ["max_charging_current"] = _limitA, ["locked"] = _locked ? 1 : 0 },
    };
}
