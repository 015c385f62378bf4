using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Salia;

/// <summary>
/// Hardy Barth with a Salia board over its local REST interface. It follows orders in charge mode <c>manual</c> alone; without a heartbeat it returns to a
/// mode of its own, which nobody can read or set from here: what it then takes is unknown.
/// </summary>
internal sealed class HardyBarthSalia(HttpClient http, Uri address, TimeProvider time) : IStation
{
    private const double LowestA = 6;
    private const int Manual = 1;
    private const int Released = 0;
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestWrite = TimeSpan.FromSeconds(1);

    private readonly SaliaUnits units = new();
    private readonly WritePace heartbeat = new(time, TimeSpan.Zero, HeartbeatEvery);
    private readonly WritePace mode = new(time, ShortestWrite, TimeSpan.MaxValue);
    private readonly WritePace limit = new(time, ShortestWrite, TimeSpan.MaxValue);
    private readonly WritePace pause = new(time, ShortestWrite, TimeSpan.MaxValue);
    private (int? Mode, int? LimitA, int? Pause) shown;

    public int Generation => 1;

    public double? StepA => 1;

    public TimeSpan? FallbackTime => null;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await PutAsync("salia/chargemode", "manual", cancellation);
        if ((await TreeAsync(cancellation)).Text("salia", "chargemode") is not "manual" and var other)
            throw new StationException(ProblemCodes.WrongMode, $"The Salia stays in charge mode '{other}': it takes no orders.", other ?? "–");
        mode.After(Manual, Generation);
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        shown = default;
        var tree = await TreeAsync(cancellation);
        bool isMetered = tree.Number("metering", "meter", "available") is not 0;
        var (currentA, activeW) = isMetered
            ? units.Read(
                new(tree.Number("metering", "current", "ac", "l1", "actual"), tree.Number("metering", "current", "ac", "l2", "actual"), tree.Number("metering", "current", "ac", "l3", "actual")),
                new(
                    tree.Number("metering", "power", "active", "ac", "l1", "actual"), tree.Number("metering", "power", "active", "ac", "l2", "actual"),
                    tree.Number("metering", "power", "active", "ac", "l3", "actual")),
                tree.Number("metering", "power", "active_total", "actual"))
            : default;
        bool isPaused = tree.Number("salia", "pausecharging") is 1;
        shown = (
            tree.Text("salia", "chargemode") is { } told ? told == "manual" ? Manual : 0 : null,
            (int?)tree.Number("grid_current_limit"),
            isPaused ? 1 : Released);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = State(tree.Text("ci", "charge", "cp", "status"), currentA),
            CurrentA = currentA,
            ActiveW = activeW,
            ImportWh = isMetered && tree.Number("metering", "energy", "active_total", "actual") is { } wh and >= 0 ? (long)Math.Floor(wh) : null,
            AppliedLimitA = isPaused ? 0 : tree.Number("ci", "evse", "basic", "offered_current_limit") ?? tree.Number("grid_current_limit"),
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        if (heartbeat.Before(0, Generation) is null)
        {
            await PutAsync("salia/heartbeat", "alive", cancellation);
            heartbeat.After(0, Generation);
        }
        // The limit first, so that a station that was in its own mode does not begin with an older one.
        int wholeA = limitA < LowestA ? 0 : (int)Math.Floor(limitA + 1e-6);
        var limited = await SetAsync(limit, "grid_current_limit", wholeA, wholeA.ToString(CultureInfo.InvariantCulture), shown.LimitA, cancellation);
        if (limited != OrderOutcome.Confirmed)
            return limited;
        var steered = await SetAsync(mode, "salia/chargemode", Manual, "manual", shown.Mode, cancellation);
        // No current is a pause on every firmware; the key of its own came later, and only somebody else sets it.
        return steered == OrderOutcome.Confirmed && wholeA > 0 && shown.Pause is 1
            ? await SetAsync(pause, "salia/pausecharging", Released, "0", shown.Pause, cancellation)
            : steered;
    }

    private static StationState State(string? pilot, PhaseValues currentA) =>
        // Without values (its units are not known yet) its own word stands.
        currentA.Dominant is null && pilot is "C" or "D"
            ? StationState.Charging
            : PilotState.Of(pilot is { Length: 1 } ? pilot[0] : null, currentA.Dominant);

    private async Task<OrderOutcome> SetAsync(WritePace pace, string key, int value, string text, int? shownValue, CancellationToken cancellation)
    {
        if (pace.Before(value, Generation, shownValue) is { } done)
            return done;
        pace.Forget();
        shown = default; // of before the write
        await PutAsync(key, text, cancellation);
        return pace.After(value, Generation);
    }

    private async Task<SaliaTree> TreeAsync(CancellationToken cancellation) =>
        SaliaTree.Of(await http.GetFromJsonAsync(new Uri(address, "/api"), SaliaJson.Default.JsonElement, cancellation));

    private async Task PutAsync(string key, string value, CancellationToken cancellation)
    {
        // With its length in front: a small web server need not know bodies in chunks.
        using var body = new StringContent(
            JsonSerializer.Serialize(new Dictionary<string, string> { [key] = value }, SaliaJson.Default.DictionaryStringString), Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri(address, "/api/secc"), body, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new StationException(
                ProblemCodes.OrderRefused, $"The Salia refused {key}={value}: {(int)answer.StatusCode}.", $"{key}={value}", DeviceProblem.Number((int)answer.StatusCode));
        var said = await answer.Content.ReadFromJsonAsync(SaliaJson.Default.SaliaResult, cancellation);
        if (said?.Result != "ok")
            throw new StationException(
                ProblemCodes.OrderRefused, $"The Salia refused {key}={value}: {said?.Result ?? "no answer"}.", $"{key}={value}", said?.Result ?? "no answer");
    }
}

internal sealed record SaliaResult([property: JsonPropertyName("result")] string? Result);

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(SaliaResult))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SaliaJson : JsonSerializerContext;
