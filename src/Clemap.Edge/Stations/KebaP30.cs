using System.Globalization;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations;

/// <summary>
/// KEBA KeContact P30 c/x-series. One value a request: reads are 32 bit by function 3, writes 16 bit by function 6. A value may be written every 5 s
/// at the soonest, a lower one at once. Silence is measured by writes: the fail-safe time is rewritten at half of it.
/// </summary>
internal sealed class KebaP30(ModbusUnit unit, double fallbackA, TimeProvider time) : IStation
{
    private const ushort FailsafeTimeoutS = 30;
    private static readonly TimeSpan ShortestWrite = TimeSpan.FromSeconds(5);

    // Seldom refreshed: a change that comes right after a refresh would have to wait. A limit that was lost shows in register 1100.
    private readonly WritePace limit = new(time, ShortestWrite, TimeSpan.FromMinutes(5));
    private readonly WritePace enable = new(time, ShortestWrite, TimeSpan.FromMinutes(5));
    private readonly WritePace alive = new(time, ShortestWrite, TimeSpan.FromSeconds(FailsafeTimeoutS / 2));

    private int permittedMilliamperes;
    private bool charges;

    public int Generation => unit.Generation;

    public double? StepA => 0.001;

    public TimeSpan? FallbackTime => TimeSpan.FromSeconds(FailsafeTimeoutS);

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        ushort fallbackMilliamperes = (ushort)(fallbackA * 1000);
        await unit.WriteRegisterAsync(5016, fallbackMilliamperes, cancellation);
        await unit.WriteRegisterAsync(5018, FailsafeTimeoutS, cancellation);
        await unit.WriteRegisterAsync(5020, 1, cancellation); // keep both over a power cut
        alive.After(FailsafeTimeoutS, unit.Generation);
        uint current = await ReadAsync(1600, cancellation);
        uint timeoutS = await ReadAsync(1602, cancellation);
        if (current != fallbackMilliamperes || timeoutS != FailsafeTimeoutS)
            throw new StationException($"KEBA shows a fail-safe of {current} mA after {timeoutS} s, written was {fallbackMilliamperes} mA after {FailsafeTimeoutS} s.");
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        uint state = await ReadAsync(1000, cancellation);
        charges = state == 3;
        uint cable = await ReadAsync(1004, cancellation);
        var currentA = await ReadPhasesAsync(1008, 0.001, cancellation);
        double activeW = await ReadAsync(1020, cancellation) * 0.001;
        double energyWh = await ReadAsync(1036, cancellation) * 0.1;
        var voltageV = await ReadPhasesAsync(1040, 1, cancellation);
        double factor = await ReadAsync(1046, cancellation) * 0.001;
        permittedMilliamperes = (int)await ReadAsync(1100, cancellation);
        uint card = await ReadAsync(1500, cancellation);
        double? apparentVA = Power.Apparent(voltageV, currentA);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = State(state, (cable & 4) != 0, currentA),
            CurrentA = currentA,
            VoltageV = voltageV,
            ActiveW = Split(activeW, voltageV, currentA),
            ApparentVA = apparentVA,
            ReactiveVar = Power.Reactive(activeW, apparentVA),
            PowerFactor = factor,
            ImportWh = (long)Math.Floor(energyWh),
            Card = card == 0 ? null : card.ToString("X8", CultureInfo.InvariantCulture),
            AppliedLimitA = permittedMilliamperes * 0.001,
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        if (alive.Before(FailsafeTimeoutS, unit.Generation) is null)
        {
            await unit.WriteRegisterAsync(5018, FailsafeTimeoutS, cancellation);
            alive.After(FailsafeTimeoutS, unit.Generation);
        }
        if (limitA <= 0)
            return await WriteAsync(enable, 5014, 0, shown: charges ? 1 : null, cancellation); // a pause that was lost is written again

        // The limit stands before the release, so that a car never starts with an old, higher one.
        ushort milliamperes = (ushort)Math.Floor(limitA * 1000);
        int? shown = permittedMilliamperes > milliamperes ? permittedMilliamperes : null; // less may be the cable's doing
        var limited = await WriteAsync(limit, 5004, milliamperes, shown, cancellation);
        return limited == OrderOutcome.Confirmed ? await WriteAsync(enable, 5014, 1, shown: null, cancellation) : limited;
    }

    private async Task<OrderOutcome> WriteAsync(WritePace pace, ushort address, ushort value, int? shown, CancellationToken cancellation)
    {
        if (pace.Before(value, unit.Generation, shown) is { } done)
            return done;
        await unit.WriteRegisterAsync(address, value, cancellation);
        (permittedMilliamperes, charges) = (0, false); // until it is read again
        return pace.After(value, unit.Generation);
    }

    private static StationState State(uint state, bool vehicle, PhaseValues currentA) => state switch
    {
        1 or 2 => PilotState.Of(vehicle ? 'B' : 'A', 0), // plugged but not authorised shows 1, too: the cable decides
        3 => PilotState.Of('C', currentA.Dominant),
        5 => StationState.Occupied,
        _ => StationState.NotInOperation,
    };

    /// <summary>KEBA tells one power for all phases; it is split as the apparent power is.</summary>
    private static PhaseValues Split(double activeW, PhaseValues voltageV, PhaseValues currentA)
    {
        double? Share(int phase) => voltageV[phase] * currentA[phase];
        double sum = (Share(0) ?? 0) + (Share(1) ?? 0) + (Share(2) ?? 0);
        double? Of(int phase) => sum > 0 ? activeW * Share(phase) / sum : activeW / 3;
        return new(Of(0), Of(1), Of(2));
    }

    private async Task<uint> ReadAsync(ushort address, CancellationToken cancellation) =>
        (await unit.ReadHoldingAsync(address, 2, cancellation)).UInt32(address);

    private async Task<PhaseValues> ReadPhasesAsync(ushort address, double scale, CancellationToken cancellation) => new(
        await ReadAsync(address, cancellation) * scale,
        await ReadAsync((ushort)(address + 2), cancellation) * scale,
        await ReadAsync((ushort)(address + 4), cancellation) * scale);
}
