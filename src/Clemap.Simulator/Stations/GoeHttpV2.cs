using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Stations;

/// <summary>
/// go-e Charger with its local HTTP API, version 2: <c>/api/status?filter=…</c> and <c>/api/set?key=value</c>. It has no fallback of its own: the
/// last value stays, so it is commissioned at its fallback current.
/// </summary>
internal sealed class GoeHttpV2(ChargingPoint point) : IStationTwin, IRestService
{
    private const int Neutral = 0;
    private const int Off = 1;
    private const int On = 2;

    private int _amp = Math.Max(6, (int)point.Station.FallbackA);
    private int _force = Neutral;
    private int _phaseMode = 2;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private int CarState => point switch
    {
        { Car: null } => 1,
        { Charging: true } => 2,
        { Car.Full: true } => 4,
        _ => 3,
    };

    public void Tick()
    {
        point.ActivePhases = _phaseMode == 1 ? 1 : point.Phases;
        point.OfferedA = _force == Off ? 0 : Math.Min(_amp, point.MaximumA);
    }

    public RestReply Serve(RestRequest request) => (request.Method, request.Path) switch
    {
        ("GET", "/api/status") => RestReply.Ok(Status(request.Argument("filter"))),
        ("GET", "/api/set") => RestReply.Ok(Set(request.Query)),
        _ => RestReply.NotFound,
    };

    /// <param name="filter">Comma-separated keys; <see langword="null"/> is all.</param>
    public JsonObject Status(string? filter)
    {
        var all = All();
        if (filter is null) return all;
        var chosen = new JsonObject();
        foreach (var key in filter.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (all.Remove(key, out var value)) chosen[key] = value;
        }

        return chosen;
    }

    /// <returns>For each key <c>true</c> or a text that says why not.</returns>
    public JsonObject Set(IEnumerable<KeyValuePair<string, string>> values)
    {
        var answer = new JsonObject();
        foreach (var (key, text) in values)
        {
            answer[key] = key switch
            {
                "amp" => Take(text, 6, 32, value => _amp = value),
                "frc" => Take(text, Neutral, On, value => _force = value),
                "psm" => Take(text, 0, 2, value => _phaseMode = value),
                _ => $"unknown key {key}",
            };
        }

        return answer;
    }

    private static JsonNode Take(string text, int lowest, int highest, Action<int> take)
    {
        int value;
        try
        {
            value = JsonSerializer.Deserialize(text, GoeJson.Default.Int32);
        }
        catch (JsonException)
        {
            return "parsing json failed";
        }

        if (value < lowest || value > highest) return "out of range";
        take(value);
        return true;
    }

    private JsonObject All()
    {
        var card = point.Station.Card;
        return new JsonObject
        {
            ["car"] = CarState,
            ["amp"] = _amp,
            ["frc"] = _force,
            ["psm"] = _phaseMode,
            ["alw"] = _force != Off,
            ["acu"] = point.OfferedA > 0 ? (int)point.OfferedA : null,
            ["ama"] = (int)point.MaximumA,
            ["mca"] = 6,
            ["err"] = 0,
            ["acs"] = 0,
            ["cbl"] = point.Car is null ? null : 32,
            ["nrg"] = Energies(),
            ["eto"] = point.Energy.ImportWh,
            ["wh"] = Math.Round(point.SessionWh, 1),
            ["trx"] = point.Car is null || card is null ? null : 1,
            ["cards"] = card is null ? new JsonArray() : new JsonArray(new JsonObject { ["name"] = card, ["cardId"] = card, ["energy"] = point.Energy.ImportWh }),
            ["sse"] = FormattableString.Invariant($"{200_000 + point.Index}"),
            ["fwv"] = "056.2",
        };
    }

    private JsonArray Energies()
    {
        var (voltageV, currentA, powerW) = (point.VoltageV, point.CurrentA, point.PowerW);
        double[] values =
        [
            voltageV[0], voltageV[1], voltageV[2], 0,
            currentA[0], currentA[1], currentA[2],
            powerW[0], powerW[1], powerW[2], 0, powerW.Sum,
            Factor(currentA[0]), Factor(currentA[1]), Factor(currentA[2]), 0,
        ];
        return new JsonArray([.. values.Select(value => (JsonNode)Math.Round(value, 2))]);
    }

    private static double Factor(double currentA) => currentA > 0 ? ChargingPoint.PowerFactor : 0;
}
