using System.Globalization;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Clouds.Easee;

/// <summary>
/// An Easee charger. Orders go to the dynamic current of its circuit, which is volatile and lives three minutes; after them, and when the charger has no
/// connection, its offline current holds, which is set to the fallback. Only a charger that is alone on its circuit can be held so: one that shares it is
/// limited at the charger, and falls back to nothing that is known.
/// </summary>
internal sealed class EaseeStation(CloudAccount account, string id, double fallbackA, TimeProvider time)
    : CloudStation(account, new CloudPace(Raise: TimeSpan.FromSeconds(30), Renew: TimeSpan.FromSeconds(60)), requestsOfALook: 1, every: TimeSpan.FromSeconds(10), time)
{
    public static readonly TimeSpan FallsBackAfter = TimeSpan.FromMinutes(LifetimeMinutes + 1);

    private const int LifetimeMinutes = 3;
    private const double ToleranceA = 0.05;

    // Idle chargers report every quarter of an hour.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(20);

    // A charger is moved to another circuit by hand.
    private static readonly TimeSpan PlaceHolds = TimeSpan.FromMinutes(10);

    /// <summary>Currents come without a time: what cannot be shown to be fresh is taken for old.</summary>
    private static readonly TimeSpan AgeOfCurrents = TimeSpan.FromMinutes(1);

    private volatile Place? place;
    private volatile EaseeState? latest;
    private long placedAt;

    /// <remarks>Without a circuit of its own <see cref="PrepareAsync"/> refuses, and nothing counts as held.</remarks>
    public override TimeSpan? FallbackTime => FallsBackAfter;

    private string Charger => $"/api/chargers/{id}";

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        if (place is null || Time.GetElapsedTime(placedAt) > PlaceHolds)
            await FindPlaceAsync(cancellation);
        if (place!.OwnCircuit is not { } circuit)
            throw new StationException(
                ProblemCodes.SharesCircuit, $"{id} shares its circuit with {place.Others} more: nothing holds its fallback. Give it a circuit of its own in the Easee app.",
                id, DeviceProblem.Number(place.Others));
        double wantedA = Math.Floor(fallbackA + 1e-6);
        if (HoldsOffline(latest, wantedA))
            return; // the setting lies in flash, which wears
        Take(2);
        await Account.PostAsync(
            $"{circuit}/settings", new EaseeOffline(wantedA, wantedA, wantedA), EaseeJson.Default.EaseeOffline, cancellation);
        latest = await Account.GetAsync($"{Charger}/state", EaseeJson.Default.EaseeState, cancellation);
        if (!HoldsOffline(latest, wantedA))
            throw new StationException(
                ProblemCodes.FallbackDiffers,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{id} shows an offline current of {latest.OfflineMaxCircuitCurrentP1?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} A, written was {wantedA} A."),
                latest.OfflineMaxCircuitCurrentP1 is { } offlineA ? $"{DeviceProblem.Number(offlineA)} A" : "–", $"{DeviceProblem.Number(wantedA)} A");
    }

    private async Task FindPlaceAsync(CancellationToken cancellation)
    {
        Take(1);
        var site = await Account.GetAsync($"{Charger}/site", EaseeJson.Default.EaseeSite, cancellation);
        var circuit = site.Circuits?.FirstOrDefault(candidate => candidate.Chargers?.Any(IsThis) == true)
            ?? throw new CloudCallException(new(ProblemCodes.ValueMissing, $"Easee names no circuit of {id}.", "circuits"));
        int others = circuit.Chargers!.Count - 1;
        (place, placedAt) = (new Place(others == 0 ? Circuit(site.Id, circuit.Id) : null, others), Time.GetTimestamp());
    }

    protected override async Task<CloudLook> LookAsync(CancellationToken cancellation)
    {
        var state = await StateAsync(cancellation);
        latest = state;
        var currentA = new PhaseValues(state.InCurrentT3, state.InCurrentT4, state.InCurrentT5);
        double? circuitA = Lowest(state.DynamicCircuitCurrentP1, state.DynamicCircuitCurrentP2, state.DynamicCircuitCurrentP3);
        double? chargerA = state.DynamicChargerCurrent;
        return new CloudLook(
            new StationSample
            {
                At = Time.GetUtcNow(),
                MeasuredBefore = AgeOfCurrents,
                State = State(state.ChargerOpMode),
                CurrentA = currentA,
                SessionWh = state.SessionEnergy * 1000,
                AppliedLimitA = circuitA is null ? chargerA : Math.Min(circuitA.Value, chargerA ?? circuitA.Value),
            },
            place is { OwnCircuit: null } ? chargerA : circuitA,
            Away(state));
    }

    protected override Task WriteAsync(int wholeA, CancellationToken cancellation) => place switch
    {
        { OwnCircuit: { } circuit } => Account.PostAsync(
            $"{circuit}/dynamicCurrent", new EaseeCircuitCurrent(wholeA, wholeA, wholeA, LifetimeMinutes), EaseeJson.Default.EaseeCircuitCurrent, cancellation),
        not null => Account.PostAsync($"{Charger}/settings", new EaseeDynamic(wholeA), EaseeJson.Default.EaseeDynamic, cancellation),
        null => throw new StationException(ProblemCodes.StateUnknown, $"The circuit of {id} is not known yet.", id),
    };

    private static string Circuit(long site, long circuit) => FormattableString.Invariant($"/api/sites/{site}/circuits/{circuit}");

    private static bool HoldsOffline(EaseeState? state, double wantedA) =>
        state is not null
        && new[] { state.OfflineMaxCircuitCurrentP1, state.OfflineMaxCircuitCurrentP2, state.OfflineMaxCircuitCurrentP3 }
            .All(a => a is { } shown && Math.Abs(shown - wantedA) < ToleranceA);

    private static StationState State(int? mode) => mode switch
    {
        1 => StationState.Free,
        3 => StationState.Charging,
        2 or 4 or 6 or 7 or 8 => StationState.Occupied,
        _ => StationState.NotInOperation,
    };

    /// <summary>One phase without current blocks all; one that is not told makes the whole unknown.</summary>
    private static double? Lowest(params ReadOnlySpan<double?> phasesA)
    {
        double lowestA = double.PositiveInfinity;
        foreach (double? a in phasesA)
        {
            if (a is not { } known)
                return null;
            lowestA = Math.Min(lowestA, known);
        }
        return lowestA;
    }

    private bool IsThis(EaseeCharger charger) => string.Equals(charger.Id, id, StringComparison.OrdinalIgnoreCase);

    private DeviceProblem? Away(EaseeState state)
    {
        if (state.ChargerOpMode is null)
            return new DeviceProblem(ProblemCodes.StateUnknown, $"Easee tells no state of {id}.", id);
        if (state.IsOnline == false || state.ChargerOpMode == 0)
            return new DeviceProblem(ProblemCodes.Away, $"{id} has no connection to Easee.", id, "Easee");
        return CloudValues.Time(state.LatestPulse) is { } pulse && Time.GetUtcNow() - pulse > LongestSilence
            ? new DeviceProblem(
                ProblemCodes.Away, string.Create(CultureInfo.InvariantCulture, $"{id} has told Easee nothing since {pulse.UtcDateTime:yyyy-MM-dd HH:mm} UTC."), id, "Easee")
            : null;
    }

    private async Task<EaseeState> StateAsync(CancellationToken cancellation)
    {
        try
        {
            return await Account.GetAsync($"{Charger}/state", EaseeJson.Default.EaseeState, cancellation);
        }
        catch (CloudCallException refused) when (refused.IsUnknown)
        {
            var known = await Account.GetAsync("/api/chargers", EaseeJson.Default.IReadOnlyListEaseeCharger, cancellation);
            throw CloudIds.Unknown(Account, id, known.Select(charger => charger.Id));
        }
    }

    /// <param name="OwnCircuit">Its path; <see langword="null"/> when the charger shares its circuit.</param>
    private sealed record Place(string? OwnCircuit, int Others);
}
