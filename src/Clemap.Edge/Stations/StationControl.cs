using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>
/// Brings a limit into force and keeps it there. The limit stands before the release, so that a vehicle never starts with an old, higher one. What the
/// station shows otherwise was lost and is written again: at once when it may let more pass.
/// </summary>
internal sealed class StationControl
{
    /// <summary>A lower value right after a write may be the station's delay; later it is a loss, or its own limit.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>What still flows so long after a pause was ordered makes it be ordered again.</summary>
    private static readonly TimeSpan RampDown = TimeSpan.FromSeconds(5);

    private readonly StationDefinition definition;
    private readonly ModbusUnit unit;
    private readonly TimeProvider time;
    private readonly LimitScale scale;
    private readonly WritePace limitPace;
    private readonly WritePace releasePace;
    private readonly ReadRegister? releaseShown;

    private long limitAt;
    private long releaseAt;
    private double? setPoint;
    private double? applied;
    private double? offeredW;
    private int? release;
    private bool released;
    private bool flowing;

    public StationControl(StationDefinition definition, ModbusUnit unit, int phases, SupplyVoltage supply, TimeProvider time)
    {
        (this.definition, this.unit, this.time) = (definition, unit, time);
        scale = new LimitScale(definition, phases, supply);
        var shortest = TimeSpan.FromSeconds(definition.Limit.MinIntervalS);
        var refresh = TimeSpan.FromSeconds(definition.Limit.RefreshS);
        (limitPace, releasePace) = (new WritePace(time, shortest, refresh), new WritePace(time, shortest, refresh));
        releaseShown = DefinitionRegisters.Release(definition);
    }

    public double? StepA => scale.StepA;

    /// <summary>The limit as the station shows it, A per phase; 0 while it shows that it is not released.</summary>
    public double? ShownA => release == 0 ? 0 : (applied ?? setPoint) is { } shown ? scale.Amperes(shown) : null;

    public Task PrepareAsync(CancellationToken cancellation) => scale.ChooseAsync(unit, cancellation);

    /// <param name="isReleased">The station says that its contactor is closed.</param>
    /// <param name="flows">And current flows, as far as it can be seen.</param>
    public void See(RegisterImage image, bool isReleased, bool flows)
    {
        var order = definition.Connection.WordOrder;
        setPoint = image.Value(definition.Reads.SetPoint, order) is { } value ? scale.OfSetPoint(value) : null;
        applied = image.Value(definition.Reads.AppliedLimit, order);
        offeredW = image.Value(definition.Reads.OfferedPower, order);
        release = image.Value(releaseShown, order) is { } raw ? (raw == definition.Pause.Release!.On ? 1 : raw == definition.Pause.Release.Off ? 0 : null) : null;
        (released, flowing) = (isReleased, flows);
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int steps = scale.Steps(limitA, offeredW);
        var pause = definition.Pause;
        if (steps > 0)
        {
            var limited = await LimitAsync(steps, scale.Raw(steps), ShownSteps(steps), cancellation);
            return limited == OrderOutcome.Confirmed && pause.Release is { } on ? await ReleaseAsync(on, 1, release, cancellation) : limited;
        }
        var outcome = OrderOutcome.Confirmed;
        if (pause.Release is { } off)
            outcome = await ReleaseAsync(off, 0, released && Persists(releaseAt) ? 1 : release, cancellation);
        if (pause.Limit is not { } raw)
            return outcome;
        var paused = await LimitAsync(0, raw, flowing && Persists(limitAt) ? 1 : ShownPause(raw), cancellation);
        return outcome == OrderOutcome.Confirmed ? paused : outcome;
    }

    private async Task<OrderOutcome> LimitAsync(int steps, double raw, int? shown, CancellationToken cancellation)
    {
        if (limitPace.Before(steps, unit.Generation, shown) is { } done)
            return done;
        var limit = definition.Limit;
        limitPace.Forget();
        foreach (ushort address in limit.At)
            await unit.WriteAsync(limit, limit.Function, address, raw, definition.Connection.WordOrder, cancellation);
        (setPoint, applied, flowing, limitAt) = (null, null, false, time.GetTimestamp()); // until it is read again
        return limitPace.After(steps, unit.Generation);
    }

    private async Task<OrderOutcome> ReleaseAsync(ReleaseDefinition register, int on, int? shown, CancellationToken cancellation)
    {
        if (releasePace.Before(on, unit.Generation, shown) is { } done)
            return done;
        releasePace.Forget();
        var format = new WriteRegister { At = register.At, Function = register.Function, Type = RegisterType.Uint16 };
        await unit.WriteAsync(format, on == 1 ? register.On : register.Off, WordOrder.HighFirst, cancellation);
        (release, released, releaseAt) = (null, false, time.GetTimestamp());
        return releasePace.After(on, unit.Generation);
    }

    private int? ShownSteps(int wanted)
    {
        if (setPoint is 0 && definition.Limit.ZeroLifts)
            return int.MaxValue;
        if (setPoint is { } kept)
            return scale.Shown(kept) is var shown && (shown > wanted || time.GetElapsedTime(limitAt) > Settled) ? shown : null;
        return applied is { } inForce && scale.Shown(inForce) is var higher && higher > wanted ? higher : null; // less may be the cable's doing
    }

    private int? ShownPause(double raw) => setPoint is { } kept ? raw == 0 || scale.Shown(kept) != scale.Shown(raw * definition.Limit.Factor) ? scale.Shown(kept) : 0 : null;

    private bool Persists(long since) => time.GetElapsedTime(since) > RampDown;
}
