using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>Any station that speaks Modbus, as its definition says.</summary>
internal sealed class ModbusStation : IStation
{
    private readonly StationDefinition definition;
    private readonly ModbusUnit unit;
    private readonly double fallbackA;
    private readonly TimeProvider time;
    private readonly ReadPlan plan;
    private readonly StationReader reader;
    private readonly StationFallback fallback;
    private readonly StationControl control;
    private readonly HashSet<ushort> refused = [];

    private StationSample? last;
    private long readAt;
    private int refusedGeneration;
    private double? orderedA;

    public ModbusStation(StationDefinition definition, ModbusUnit unit, int phases, double fallbackA, SupplyVoltage supply, TimeProvider time)
    {
        (this.definition, this.unit, this.fallbackA, this.time) = (definition, unit, fallbackA, time);
        plan = new ReadPlan(definition.Reading, DefinitionRegisters.Read(definition, phases));
        reader = new StationReader(definition, phases, supply, time);
        fallback = new StationFallback(definition, unit, phases, fallbackA, time);
        control = new StationControl(definition, unit, phases, supply, time);
    }

    public int Generation => unit.Generation;

    public double? StepA => control.StepA;

    public TimeSpan? FallbackTime => definition.Fallback is { IsHeld: true, TimeS: { } seconds } ? TimeSpan.FromSeconds(seconds) : null;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        var order = definition.Connection.WordOrder;
        foreach (var write in definition.Setup)
        {
            await unit.WriteAsync(write, write.Value, order, cancellation);
            var shown = new ReadRegister { At = write.At, Type = write.Type, WordOrder = write.WordOrder };
            if (write.Check && await unit.ReadRawAsync(shown, order, cancellation) != write.Value)
                throw new StationException(
                    ProblemCodes.SettingNotKept, $"{definition.Maker} does not keep {write.Value} in register {write.At}.", DeviceProblem.Number(write.Value), DeviceProblem.Number(write.At));
        }
        await control.PrepareAsync(cancellation);
        await fallback.PrepareAsync(cancellation);
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        if (last is not null && time.GetElapsedTime(readAt) < TimeSpan.FromSeconds(definition.Reading.IntervalS * 0.95))
            return last;
        (last, readAt) = (null, time.GetTimestamp()); // a read that fails must not bring the old sample back as a new one
        if (refusedGeneration != unit.Generation)
            refused.Clear(); // it may have come back with other firmware
        var image = plan.IsEmpty ? await ProbeAsync(cancellation) : await plan.ReadAsync(unit, refused, cancellation);
        refusedGeneration = unit.Generation;
        var sample = reader.Sample(image);
        control.See(image, reader.IsReleased(image), sample.State is StationState.Charging or StationState.Discharging);
        return last = sample with { AppliedLimitA = control.ShownA };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        orderedA = limitA;
        await fallback.KeepAliveAsync(cancellation);
        return await control.OrderAsync(limitA, cancellation);
    }

    /// <summary>One that holds no fallback is left with its fallback, never with more than it has.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        FallbackTime is null && orderedA > fallbackA ? OrderAsync(fallbackA, cancellation) : Task.CompletedTask;

    /// <summary>A station that tells nothing shows at least that it is there: a refusal is an answer.</summary>
    private async Task<RegisterImage> ProbeAsync(CancellationToken cancellation)
    {
        try
        {
            await unit.ReadHoldingAsync(definition.Limit.At[0], definition.Limit.WordCount, cancellation);
        }
        catch (ModbusException alive) when (alive.Fault == ModbusFault.Refused)
        {
        }
        return new RegisterImage();
    }
}
