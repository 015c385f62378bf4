using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations;

/// <summary>
/// Alfen Eve (NG9xx platform), socket 1 or 2 as unit. Polling it faster than once a second can hang it. A set point is valid for 60 s and is
/// rewritten every 25 s; afterwards the socket falls to its safe current, which only the maker's tool can set.
/// </summary>
internal sealed class AlfenNg9xx(ModbusUnit unit, double fallbackA, TimeProvider time) : IStation
{
    private const double ToleranceA = 0.05;
    private static readonly TimeSpan ShortestRead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ValidFor = TimeSpan.FromSeconds(60);

    private readonly WritePace pace = new(time, TimeSpan.Zero, TimeSpan.FromSeconds(25));
    private StationSample? last;
    private long readAt;
    private int? shownDeciamperes;

    public int Generation => unit.Generation;

    public double? StepA => 0.1;

    public TimeSpan? FallbackTime => ValidFor;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        double? safeA = (await unit.ReadHoldingAsync(1212, 2, cancellation)).Float32(1212);
        if (safeA is null || safeA > fallbackA + ToleranceA)
            throw new StationException($"Alfen has a safe current of {safeA} A, commissioned were {fallbackA} A; set it with the maker's tool.");
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        if (last is not null && time.GetElapsedTime(readAt) < ShortestRead * 0.95)
            return last;
        (last, readAt) = (null, time.GetTimestamp()); // a read that fails must not bring the old sample back as a new one
        var meter = await unit.ReadHoldingAsync(306, 88, cancellation);
        var status = await unit.ReadHoldingAsync(1200, 16, cancellation);

        var currentA = Phases(meter, 320);
        var activeW = Phases(meter, 338);
        double? totalW = meter.Float32(344) ?? activeW.Sum;
        double? apparentVA = meter.Float32(352) ?? Power.Apparent(Phases(meter, 306), currentA);
        shownDeciamperes = status.Float32(1210) is { } shown ? (int)Math.Round(shown * 10) : null;
        return last = new StationSample
        {
            At = time.GetUtcNow(),
            State = status.UInt16(1200) == 1 ? State(status.Text(1201, 5), currentA) : StationState.NotInOperation,
            VoltageV = Phases(meter, 306),
            CurrentA = currentA,
            ActiveW = activeW,
            ApparentVA = apparentVA,
            ReactiveVar = meter.Float32(360) ?? Power.Reactive(totalW, apparentVA),
            PowerFactor = meter.Float32(334) ?? Power.Factor(totalW, apparentVA),
            ImportWh = Register(meter.Float64(374)),
            ExportWh = Register(meter.Float64(390)),
            AppliedLimitA = status.Float32(1206),
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int deciamperes = (int)Math.Floor((limitA * 10) + 1e-6);
        if (pace.Before(deciamperes, unit.Generation, shownDeciamperes) is { } done)
            return done;
        await unit.WriteRegistersAsync(1210, RegisterWords.Of(deciamperes / 10f), cancellation); // both words in one request
        shownDeciamperes = null;
        return pace.After(deciamperes, unit.Generation);
    }

    private static StationState State(string mode3, PhaseValues currentA) => mode3 switch
    {
        "A" or "E" => StationState.Free, // E is "no pilot": seen while nobody is plugged
        "B1" or "B2" or "C1" or "D1" => StationState.Occupied,
        "C2" or "D2" => PilotState.Of('C', currentA.Dominant),
        _ => StationState.NotInOperation,
    };

    private static PhaseValues Phases(RegisterBlock block, ushort address) =>
        new(block.Float32(address), block.Float32((ushort)(address + 2)), block.Float32((ushort)(address + 4)));

    private static long? Register(double? energyWh) => energyWh is { } wh and >= 0 ? (long)Math.Floor(wh) : null;
}
