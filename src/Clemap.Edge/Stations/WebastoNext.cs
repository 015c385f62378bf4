using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations;

/// <summary>
/// Webasto (Ampure) Next. Its registers have gaps: one value a request. Silence is measured by the life bit: 1 is written to register 6000 well
/// within the fail-safe time, the station clears it.
/// </summary>
internal sealed class WebastoNext(ModbusUnit unit, double fallbackA, TimeProvider time) : IStation
{
    private const ushort FailsafeTimeoutS = 20;

    private readonly WritePace pace = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    private readonly WritePace lifeBit = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(FailsafeTimeoutS / 5));

    public int Generation => unit.Generation;

    public double? StepA => 1;

    public TimeSpan? FallbackTime => TimeSpan.FromSeconds(FailsafeTimeoutS);

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        ushort fallback = (ushort)Math.Floor(fallbackA);
        await unit.WriteRegisterAsync(2000, fallback, cancellation);
        await unit.WriteRegisterAsync(2002, FailsafeTimeoutS, cancellation);
        ushort shownA = await ReadAsync(2000, cancellation);
        ushort shownS = await ReadAsync(2002, cancellation);
        if (shownA != fallback || shownS != FailsafeTimeoutS)
            throw new StationException($"Webasto shows a fail-safe of {shownA} A after {shownS} s, written was {fallback} A after {FailsafeTimeoutS} s.");
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        ushort state = await ReadAsync(1000, cancellation);
        var currentA = new PhaseValues(
            await ReadAsync(1008, cancellation) * 0.001,
            await ReadAsync(1010, cancellation) * 0.001,
            await ReadAsync(1012, cancellation) * 0.001);
        var activeW = new PhaseValues(
            await ReadDoubleWordAsync(1024, cancellation),
            await ReadDoubleWordAsync(1028, cancellation),
            await ReadDoubleWordAsync(1032, cancellation));
        uint energyWh = await ReadDoubleWordAsync(1036, cancellation);
        string card = (await unit.ReadHoldingAsync(1600, 10, cancellation)).Text(1600, 10);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = state switch
            {
                0 or 8 => StationState.Free,
                3 => PilotState.Of('C', currentA.Dominant),
                7 => StationState.NotInOperation,
                <= 9 => StationState.Occupied,
                _ => StationState.NotInOperation,
            },
            CurrentA = currentA,
            ActiveW = activeW,
            ImportWh = energyWh,
            Card = card.Length == 0 ? null : card.ToUpperInvariant(),
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        if (lifeBit.Before(1, unit.Generation) is null)
        {
            await unit.WriteRegisterAsync(6000, 1, cancellation);
            lifeBit.After(1, unit.Generation);
        }
        ushort wholeA = (ushort)Math.Floor(limitA + 1e-6);
        if (pace.Before(wholeA, unit.Generation) is { } done)
            return done;
        await unit.WriteRegisterAsync(5004, wholeA, cancellation); // 0 pauses
        return pace.After(wholeA, unit.Generation);
    }

    private async Task<ushort> ReadAsync(ushort address, CancellationToken cancellation) =>
        (await unit.ReadHoldingAsync(address, 1, cancellation)).UInt16(address);

    private async Task<uint> ReadDoubleWordAsync(ushort address, CancellationToken cancellation) =>
        (await unit.ReadHoldingAsync(address, 2, cancellation)).UInt32(address);
}
