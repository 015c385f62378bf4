using System.Globalization;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Clouds.Zaptec;

/// <summary>
/// A Zaptec charger. Orders go to its own maximum; the available current of its installation, which covers all chargers and may be written every
/// quarter of an hour only, is left alone and reckoned as a limit from outside. A charger without a connection takes its offline current, one whose
/// controller is silent keeps its order.
/// </summary>
internal sealed class ZaptecStation(CloudAccount account, string id, double maximumA, TimeProvider time)
    : CloudStation(account, new CloudPace(Raise: TimeSpan.FromSeconds(60)), requestsOfALook: 2, every: TimeSpan.FromSeconds(10), time)
{
    private const string StopAndStayStopped = "506";
    private const string Resume = "507";
    private const double ToleranceA = 0.05;

    private static readonly TimeSpan InstallationEvery = TimeSpan.FromMinutes(5);

    /// <summary>Currents without a time are taken for old.</summary>
    private static readonly TimeSpan UnknownAge = TimeSpan.FromMinutes(1);

    private volatile ZaptecCharger? charger;
    private volatile ZaptecState? latest;
    private volatile Available? available;

    public override double? OutsideLimitA => available?.LimitA;

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        if (latest?.OfflineA <= maximumA + ToleranceA)
            return;
        Take(2);
        await Account.PostAsync($"{Path}/update", new ZaptecOffline(maximumA), ZaptecJson.Default.ZaptecOffline, cancellation);
        latest = await StateAsync(cancellation);
        if (latest.OfflineA is not { } shownA || shownA > maximumA + ToleranceA)
            throw new StationException(
                ProblemCodes.FallbackDiffers,
                string.Create(
                    CultureInfo.InvariantCulture, $"{id} shows an offline current of {latest.OfflineA?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} A; written was {maximumA} A."),
                latest.OfflineA is { } offlineA ? $"{DeviceProblem.Number(offlineA)} A" : "–", $"{DeviceProblem.Number(maximumA)} A");
    }

    protected override async Task<CloudLook> LookAsync(CancellationToken cancellation)
    {
        charger ??= await FindAsync(cancellation);
        if (available is not { } known || Time.GetElapsedTime(known.AskedAt) >= InstallationEvery)
            available = await AvailableAsync(cancellation);
        var state = latest = await StateAsync(cancellation);
        double? apparentVA = Power.Apparent(state.VoltageV, state.CurrentA);
        double? limitA = state.IsStopped ? 0 : state.MaximumA;
        var sample = new StationSample
        {
            At = Time.GetUtcNow(),
            MeasuredBefore = state.MeasuredAt is { } at ? CloudValues.Age(Time.GetUtcNow(), at) : UnknownAge,
            State = state.State,
            VoltageV = state.VoltageV,
            CurrentA = state.CurrentA,
            ActiveW = CloudValues.Shared(state.PowerW, state.CurrentA),
            ApparentVA = apparentVA,
            ReactiveVar = Power.Reactive(state.PowerW, apparentVA),
            PowerFactor = Power.Factor(state.PowerW, apparentVA),
            SessionWh = state.SessionWh,
            Card = state.Card,
            AppliedLimitA = limitA,
        };
        return new CloudLook(sample, limitA, state switch
        {
            { IsOnline: false } => new DeviceProblem(ProblemCodes.Away, $"{id} has no connection to Zaptec.", id, "Zaptec"),
            { Mode: null or 0 } => new DeviceProblem(ProblemCodes.StateUnknown, $"Zaptec tells no state of {id}.", id),
            _ => null,
        });
    }

    protected override int RequestsOf(int wholeA) => Command(wholeA) is null ? 1 : 2;

    protected override async Task WriteAsync(int wholeA, CancellationToken cancellation)
    {
        if (charger is null)
            throw new StationException(ProblemCodes.StateUnknown, $"{id} was not found at Zaptec yet.", id);
        // The limit first: it holds for a car that comes later, too. The command ends a session that the charger would go on with.
        await Account.PostAsync($"{Path}/update", new ZaptecLimit(wholeA), ZaptecJson.Default.ZaptecLimit, cancellation);
        if (Command(wholeA) is { } command)
            await Account.PostAsync($"{Path}/sendCommand/{command}", cancellation);
    }

    private string Path => $"/api/chargers/{charger!.Id}";

    /// <summary>What it needs beside the limit, by the last look.</summary>
    private string? Command(int wholeA) => latest switch
    {
        { IsStopped: true } when wholeA > 0 => Resume,
        { IsStopped: false, HasCar: true } when wholeA == 0 => StopAndStayStopped,
        _ => null,
    };

    private async Task<ZaptecCharger> FindAsync(CancellationToken cancellation)
    {
        var all = (await Account.GetAsync("/api/chargers?PageSize=500", ZaptecJson.Default.ZaptecChargers, cancellation)).Data ?? [];
        var found = all.FirstOrDefault(one => IsThis(one.Id) || IsThis(one.DeviceId))
            ?? throw CloudIds.Unknown(Account, id, all.Select(one => one.DeviceId ?? one.Id));
        return found is { Id: { } own, InstallationId: { } installation } && Guid.TryParse(own, out _) && Guid.TryParse(installation, out _)
            ? found
            : throw new CloudCallException(new(ProblemCodes.ValueMissing, $"Zaptec names no installation of {id}.", "installationId"));
    }

    private async Task<Available> AvailableAsync(CancellationToken cancellation)
    {
        var now = await Account.GetAsync($"/api/installation/{charger!.InstallationId}", ZaptecJson.Default.ZaptecInstallation, cancellation);
        double?[] phasesA = [now.AvailableCurrentPhase1, now.AvailableCurrentPhase2, now.AvailableCurrentPhase3];
        return new Available(phasesA.Min(), Time.GetTimestamp());
    }

    private async Task<ZaptecState> StateAsync(CancellationToken cancellation) =>
        new(await Account.GetAsync($"{Path}/state", ZaptecJson.Default.IReadOnlyListZaptecObservation, cancellation));

    private bool IsThis(string? name) => string.Equals(name, id, StringComparison.OrdinalIgnoreCase);

    private sealed record Available(double? LimitA, long AskedAt);
}
