using System.Globalization;
using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations;

/// <summary>
/// go-e Charger over its local REST interface (API v2). It has no fail-safe of its own: the last value stays when this controller is silent, so it
/// is set to its fallback when the controller stops in order.
/// </summary>
internal sealed class GoeHttpV2(HttpClient http, Uri address, double fallbackA, TimeProvider time) : IStation
{
    private const int ForcedOff = 1;
    private const int ForcedOn = 2;

    private readonly WritePace amp = new(time, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
    private readonly WritePace force = new(time, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
    private double? orderedA;
    private int? shownAmp;
    private int? shownForce;

    public int Generation => 1;

    public double? StepA => 1;

    public TimeSpan? FallbackTime => null;

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        var status = await http.GetFromJsonAsync(
            new Uri(address, "/api/status?filter=car,amp,frc,nrg,eto,trx,cards"), GoeJson.Default.GoeStatus, cancellation);
        if (status?.Nrg is not { Length: >= 16 } nrg)
            throw new StationException(ProblemCodes.ValueMissing, "The go-e answered without its measured values (nrg).", "nrg");
        (shownAmp, shownForce) = (status.Amp, status.Frc);
        var currentA = new PhaseValues(nrg[4], nrg[5], nrg[6]);
        var voltageV = new PhaseValues(nrg[0], nrg[1], nrg[2]);
        double? apparentVA = Power.Apparent(voltageV, currentA);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = status.Car switch
            {
                1 => StationState.Free,
                2 => PilotState.Of('C', currentA.Dominant),
                3 or 4 => StationState.Occupied,
                _ => StationState.NotInOperation,
            },
            VoltageV = voltageV,
            CurrentA = currentA,
            ActiveW = new(nrg[7], nrg[8], nrg[9]),
            ApparentVA = apparentVA,
            ReactiveVar = Power.Reactive(nrg[11], apparentVA),
            PowerFactor = Power.Factor(nrg[11], apparentVA),
            ImportWh = status.Eto is { } wh and >= 0 ? (long)Math.Floor(wh) : null,
            Card = Card(status),
            AppliedLimitA = status.Frc == ForcedOff ? 0 : status.Amp,
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        orderedA = limitA;
        int wholeA = (int)Math.Floor(limitA + 1e-6);
        if (wholeA == 0)
            return await SetAsync(force, "frc", ForcedOff, shownForce, cancellation);
        var limited = await SetAsync(amp, "amp", wholeA, shownAmp, cancellation); // before the release
        return limited == OrderOutcome.Confirmed ? await SetAsync(force, "frc", ForcedOn, shownForce, cancellation) : limited;
    }

    /// <summary>Never more than it has now: the others keep their orders until their own silence timers end.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        orderedA > fallbackA ? OrderAsync(fallbackA, cancellation) : Task.CompletedTask;

    private async Task<OrderOutcome> SetAsync(WritePace pace, string key, int value, int? shown, CancellationToken cancellation)
    {
        if (pace.Before(value, Generation, shown) is { } done)
            return done;
        pace.Forget();
        var uri = new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/api/set?{key}={value}"));
        var answer = await http.GetFromJsonAsync(uri, GoeJson.Default.DictionaryStringJsonElement, cancellation);
        if (answer is null || !answer.TryGetValue(key, out var said) || said.ValueKind != JsonValueKind.True)
        {
            string reason = answer is not null && answer.TryGetValue(key, out said) ? said.ToString() : "no answer";
            throw new StationException(ProblemCodes.OrderRefused, $"The go-e refused {key}={value}: {reason}.", string.Create(CultureInfo.InvariantCulture, $"{key}={value}"), reason);
        }
        return pace.After(value, Generation);
    }

    /// <summary><c>trx</c> is absent without a session, 0 without a card, else the place in the card list counted from 1; or the card itself.</summary>
    private static string? Card(GoeStatus status)
    {
        if (status.Trx is not { } trx)
            return null;
        if (trx.ValueKind == JsonValueKind.String)
            return trx.GetString() is { Length: > 0 } card ? card.ToUpperInvariant() : null;
        if (trx.ValueKind != JsonValueKind.Number || !trx.TryGetInt32(out int place) || place < 1)
            return null;
        if (status.Cards is not { ValueKind: JsonValueKind.Array } cards || cards.GetArrayLength() < place)
            return null;
        var entry = cards[place - 1];
        foreach (string name in (ReadOnlySpan<string>)["cardId", "id", "name"])
            if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                return value.GetString()!.ToUpperInvariant();
        return null;
    }
}
