using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;

namespace Clemap.Edge.DigitalIo;

/// <summary>
/// An ON/OFF station behind a contactor. The station tells nothing itself; its own meter shows whether a car charges.
/// </summary>
/// <param name="carAtStart">A session was open when the controller stopped.</param>
internal sealed class SwitchedStation(IDigitalOutput output, IMeter meter, int phases, double blockA, bool carAtStart, TimeProvider time) : IStation
{
    private static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ProbeFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMinutes(15);

    private readonly WritePace pace = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    private int? shown;
    private bool carSeen = carAtStart;
    private long flowedAt = time.GetTimestamp();
    private bool? wasOn;
    private long switchedAt;

    public int Generation => output.Generation;

    public double? StepA => null;

    public TimeSpan? FallbackTime => output.DropsAfter;

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask; // an output that falls, falls to off

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        bool on = await output.IsOnAsync(cancellation);
        shown = on ? 1 : 0;
        var measured = await meter.ReadAsync(cancellation);
        bool flows = measured.CurrentA.Dominant is { } amps && Math.Abs(amps) > PilotState.ChargingFromA;
        if (on != wasOn)
            (wasOn, switchedAt) = (on, wasOn is null ? time.GetTimestamp() - (long)(ProbeEvery.TotalSeconds * time.TimestampFrequency) : time.GetTimestamp());
        if (flows)
            (carSeen, flowedAt) = (true, time.GetTimestamp());
        else if (on && time.GetElapsedTime(Math.Max(flowedAt, switchedAt)) > GoneAfter)
            carSeen = false;
        return new StationSample
        {
            At = time.GetUtcNow(),
            // Without a pilot wire nobody knows of a car before it takes current: an empty space is tried for a minute each quarter of an hour,
            // and keeps only what nobody else asks for. A car that was cut off while charging still stands there.
            WantsCurrent = carSeen || time.GetElapsedTime(switchedAt) is var since && (on ? since < ProbeFor : since >= ProbeEvery),
            State = flows ? StationState.Charging : carSeen ? StationState.Occupied : StationState.Free,
            VoltageV = Terminals(measured.VoltageV),
            CurrentA = Terminals(measured.CurrentA),
            ActiveW = Terminals(measured.ActiveW),
            ReactiveVar = measured.ReactiveVar,
            ApparentVA = measured.ApparentVA,
            PowerFactor = measured.PowerFactor,
            ImportWh = measured.ImportWh,
            ExportWh = measured.ExportWh,
            AppliedLimitA = on ? blockA : 0,
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int value = limitA >= blockA ? 1 : 0;
        if (pace.Before(value, output.Generation, shown) is { } done)
            return done;
        pace.Forget();
        await output.SetAsync(value == 1, cancellation);
        shown = null;
        return pace.After(value, output.Generation);
    }

    /// <summary>Nobody vouches for an output without a drop-off once this program is gone: it is left open.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) => FallbackTime is null ? output.SetAsync(false, cancellation) : Task.CompletedTask;

    /// <summary>A one-phase station hangs on one conductor, whichever clamp of its meter that is.</summary>
    private PhaseValues Terminals(PhaseValues measured) => phases == 1 ? new(measured.Dominant, null, null) : measured;
}
