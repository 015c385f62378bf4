using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations;

/// <summary>
/// EVTEC BiDiPro (direct current, both directions), connector 1. It is ordered in watts, by function 16 only; objects of 100 registers, and no
/// request crosses an object. Any traffic keeps it from falling back. It tells energy only by session, and no alternating currents: those
/// are reckoned from the power at the supply voltage.
/// </summary>
internal sealed class EvtecBidiPro(ModbusUnit unit, int phases, double fallbackA, SupplyVoltage supply, TimeProvider time) : IStation
{
    private const int FailsafeTimeoutS = 30;

    private readonly WritePace pace = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(FailsafeTimeoutS / 3));
    private double upperLimitW = double.MaxValue;
    private int? shownW;

    public int Generation => unit.Generation;

    public double? StepA => null;

    public TimeSpan? FallbackTime => TimeSpan.FromSeconds(FailsafeTimeoutS);

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        int fallbackW = Watts(fallbackA, SupplyVoltage.NominalV);
        await unit.WriteRegistersAsync(38, RegisterWords.Of(fallbackW), cancellation);
        await unit.WriteRegistersAsync(42, RegisterWords.Of(FailsafeTimeoutS), cancellation);
        var block = await unit.ReadHoldingAsync(38, 6, cancellation);
        if (block.Int32(38) != fallbackW || block.Int32(42) != FailsafeTimeoutS)
            throw new StationException(
                $"EVTEC shows a fail-safe of {block.Int32(38)} W after {block.Int32(42)} s, written was {fallbackW} W after {FailsafeTimeoutS} s.");
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        var session = await unit.ReadHoldingAsync(100, 16, cancellation);
        var energy = await unit.ReadHoldingAsync(118, 4, cancellation);
        double? directW = session.Float32(110);
        double? activeW = await ReadAsync(146, cancellation) is { } consumption and not 0 ? consumption : directW; // with the losses, where it tells them
        double? currentA = activeW / (phases * supply.LowestV);
        upperLimitW = await ReadAsync(130, cancellation) is { } offered and > 0 ? offered : double.MaxValue;
        shownW = (await unit.ReadHoldingAsync(186, 2, cancellation)).Int32(186);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = session.Int32(100) switch
            {
                1 or 3 => StationState.Free,
                7 or 8 => PilotState.Of('C', currentA),
                4 or 5 or 6 or 9 or 10 or 11 => StationState.Occupied,
                _ => StationState.NotInOperation,
            },
            CurrentA = Spread(currentA),
            ActiveW = Spread(activeW / phases),
            SessionWh = energy.Float32(118),
            SessionExportWh = energy.Float32(120),
            AppliedLimitA = shownW / (phases * supply.LowestV),
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int watts = (int)Math.Min(Watts(limitA, supply.LowestV), upperLimitW); // above what it offers it would refuse
        if (pace.Before(watts, unit.Generation, shownW) is { } done)
            return done;
        await unit.WriteRegistersAsync(186, RegisterWords.Of(watts), cancellation); // 0 pauses
        shownW = null;
        return pace.After(watts, unit.Generation);
    }

    private async Task<double?> ReadAsync(ushort address, CancellationToken cancellation) =>
        (await unit.ReadHoldingAsync(address, 2, cancellation)).Float32(address);

    private int Watts(double currentA, double voltageV) => (int)Math.Floor((currentA * phases * voltageV) + 1e-6);

    private PhaseValues Spread(double? value) => phases == 1 ? new(value, null, null) : new(value, value, value);
}
