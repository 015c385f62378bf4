using Clemap.Contracts.Actions;
using Clemap.Edge.Actions;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>
/// One connector of a device that speaks OCPP 1.6J. Two profiles lie in the station: the fallback for ever, and above it the order, which ends by
/// itself unless it is renewed. A station that is alone is so at its fallback after <see cref="FallbackTime"/>. One that takes only profiles without end
/// (<c>keepsProfile</c>) counts as one without a fallback.
/// </summary>
internal sealed class OcppStation(ChargePoint device, Connector connector, StationConfiguration station, SupplyVoltage supply, TimeProvider time) : IStation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(180);

    private const double ToleranceA = 0.15;
    private static readonly TimeSpan Renewed = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan RenewedForEver = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestWrite = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    private readonly bool keeps = station.Ocpp!.KeepsProfile;
    private readonly WritePace pace = new(time, ShortestWrite, station.Ocpp!.KeepsProfile ? RenewedForEver : Renewed);
    private readonly CompositeLimits composite = new(device, connector.Id);
    private DeviceProblem? doubt;
    private int doubts;
    private (int Units, long At)? tried;

    public int Generation => device.Generation + Volatile.Read(ref doubts);

    public double? StepA => 0.1;

    public TimeSpan? FallbackTime => keeps ? null : Lifetime + ClockWatch.Tolerated;

    public double? OutsideLimitA => device.Backend?.LimitA(connector);

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (!keeps)
            await PrepareFallbackAsync(cancellation);
        // Ours stands before the others go, so that there is no moment without a limit. A transaction's own profile would overrule it.
        await ClearAsync(ProfilePurpose.Transaction, cancellation);
        await ClearAsync(ProfilePurpose.Station, cancellation);
        if (doubt is { } open)
            throw new StationException(open);
        if (!keeps && device.ClockProblem is { } problem)
            throw new StationException(problem);
    }

    public Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        NeedConnection();
        var view = connector.View;
        if (view.Status is not { } status)
            throw new StationException(
                ProblemCodes.StateUnknown, $"{device.Identity} did not tell the state of connector {connector.Id} yet.", $"{device.Identity} ({connector.Id})");
        var age = time.GetElapsedTime(view.MeasuredAt);
        var (measured, before) = view.Measured is { } values && age <= Stale ? (values, age) : (new MeasuredValues(), TimeSpan.Zero);
        double? apparentVA = Power.Apparent(measured.VoltageV, measured.CurrentA);
        return Task.FromResult(new StationSample
        {
            At = time.GetUtcNow(),
            MeasuredBefore = before,
            State = Connector.StateOf(status, measured.CurrentA.Dominant),
            CurrentA = measured.CurrentA,
            VoltageV = measured.VoltageV,
            ActiveW = measured.SharedW(station.Phases),
            ApparentVA = apparentVA,
            ReactiveVar = Power.Reactive(measured.TotalW, apparentVA),
            PowerFactor = Power.Factor(measured.TotalW, apparentVA),
            ImportWh = Whole(view.ImportWh),
            ExportWh = Whole(view.ExportWh),
            Card = view.Transaction?.Card.ToUpperInvariant(),
            AppliedLimitA = measured.OfferedA ?? composite.NowA,
        });
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        NeedConnection();
        bool watts = device.Setup.TakesWatts;
        int phases = LoadedPhases();
        int units = LimitProfiles.Units(limitA, watts, phases, supply.LowestV);
        if (doubt is null && pace.Before(units, Generation) is { } done)
            return done;
        if (doubt is { } open && tried is var (triedUnits, at) && units >= triedUnits && time.GetElapsedTime(at) < ShortestWrite)
            throw new StationException(open);
        tried = (units, time.GetTimestamp());
        int stackLevel = keeps ? device.Setup.MaxStackLevel : Math.Max(1, device.Setup.MaxStackLevel); // what others left lies below
        var refusal = await SetAsync(
            LimitProfiles.Of((connector.Id * 10) + 2, stackLevel, units, watts, station.Phases, time.GetUtcNow(), keeps ? null : Lifetime), cancellation)
            ?? await ReadBackAsync(limitA, phases, cancellation);
        See(refusal);
        return refusal is null ? pace.After(units, Generation) : throw new StationException(refusal);
    }

    public Task<ActionRefusal?> ActAsync(OrderedAction action, CancellationToken cancellation)
    {
        NeedConnection();
        return OcppActions.DoAsync(device, connector, action, cancellation);
    }

    private async Task PrepareFallbackAsync(CancellationToken cancellation)
    {
        if (device.Setup.MaxStackLevel < 1)
            throw new StationException(
                ProblemCodes.OneProfile,
                $"{device.Identity} has one stack level only, so that no fallback can stand behind an order: it needs keepsProfile and fallbackA equal to maximumA.",
                device.Identity);
        bool watts = device.Setup.TakesWatts;
        // In watts it is that of a car on one phase: on three it takes less there, not on one three times as much.
        int units = LimitProfiles.Units(station.FallbackA, watts, 1, SupplyVoltage.NominalV);
        var profile = LimitProfiles.Of(
            (connector.Id * 10) + 1, device.Setup.MaxStackLevel - 1, units, watts, station.Phases, time.GetUtcNow(), lifetime: null);
        if (await SetAsync(profile, cancellation) is { } refusal)
            throw new StationException(ProblemCodes.FallbackRefused, $"The fallback was not taken: {refusal.Text}", refusal.Values[^1]);
    }

    private void NeedConnection()
    {
        if (!device.IsReady)
            throw device.IsConnected
                ? new StationException(ProblemCodes.JustConnected, $"{device.Identity} just connected.", device.Identity)
                : new StationException(ProblemCodes.NotConnected, $"{device.Identity} is not connected.", device.Identity);
    }

    /// <summary>A doubt that is new, or over, makes everything be written and proven anew.</summary>
    private void See(DeviceProblem? now)
    {
        if (doubt is null != now is null)
            Interlocked.Increment(ref doubts);
        doubt = now;
    }

    /// <returns>Why the station did not take it.</returns>
    private async Task<DeviceProblem?> SetAsync(ChargingProfile profile, CancellationToken cancellation)
    {
        try
        {
            var answer = await device.CallAsync(
                "SetChargingProfile", new SetChargingProfile(connector.Id, profile), OcppJson.Default.SetChargingProfile, OcppJson.Default.StatusAnswer, cancellation);
            return answer.Status == "Accepted" ? null : Refused(answer.Status ?? "nothing");
        }
        catch (OcppException refused)
        {
            return Refused(refused.Message);
        }
    }

    private DeviceProblem Refused(string answer) =>
        new(ProblemCodes.OrderRefused, $"{device.Identity} answered a charging profile with {answer}.", "SetChargingProfile", answer);

    private async Task ClearAsync(string purpose, CancellationToken cancellation)
    {
        try
        {
            await device.CallAsync(
                "ClearChargingProfile", new ClearChargingProfile(null, null, purpose, null),
                OcppJson.Default.ClearChargingProfile, OcppJson.Default.StatusAnswer, cancellation);
        }
        catch (OcppException refused) when (!refused.IsUnsupported)
        {
            throw new StationException(
                ProblemCodes.OrderRefused, $"Old charging profiles could not be cleared: {refused.Message}.", "ClearChargingProfile", refused.Message);
        }
        catch (OcppException)
        {
            // A station that cannot clear them holds ours on the highest level all the same, and shows in its composite schedule if that is not enough.
        }
    }

    /// <summary>Only while a transaction goes on a station reckons with default profiles.</summary>
    /// <returns>What the station would do that it must not.</returns>
    private async Task<DeviceProblem?> ReadBackAsync(double limitA, int phases, CancellationToken cancellation)
    {
        if (connector.View.Transaction is null || !await composite.ReadAsync(device.Setup.TakesWatts, phases, supply.LowestV, Lifetime * 2, cancellation))
            return null;
        if (composite.NowA > limitA + ToleranceA)
            return new DeviceProblem(
                ProblemCodes.LimitAbove, $"{device.Identity} shows a limit of {composite.NowA:0.0} A, ordered were {limitA:0.0} A.",
                DeviceProblem.Number(composite.NowA!.Value), DeviceProblem.Number(limitA));
        return !keeps && composite.LaterA > Math.Max(station.FallbackA, 0) + ToleranceA
            ? new DeviceProblem(
                ProblemCodes.AloneAbove,
                $"{device.Identity} would go on with {composite.LaterA:0.0} A when it is alone, commissioned were {station.FallbackA:0.0} A; it may need keepsProfile.",
                DeviceProblem.Number(composite.LaterA.Value), DeviceProblem.Number(station.FallbackA))
            : null;
    }

    /// <summary>A limit in watts is shared by as many phases as the car loads; on how many it does must be known, else one takes it all.</summary>
    private int LoadedPhases()
    {
        var view = connector.View;
        if (view.Measured is not { CurrentA: { L1: not null } currentA } || time.GetElapsedTime(view.MeasuredAt) > Stale)
            return 1;
        int loaded = Enumerable.Range(0, 3).Count(phase => currentA[phase] > PilotState.ChargingFromA);
        return loaded == 0 ? station.Phases : Math.Min(loaded, station.Phases);
    }

    private static long? Whole(double? energyWh) => energyWh is { } wh ? (long)Math.Floor(wh) : null;
}
