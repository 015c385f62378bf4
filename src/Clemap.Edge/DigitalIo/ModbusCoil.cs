using Clemap.Edge.Modbus;

namespace Clemap.Edge.DigitalIo;

/// <summary>Coil 0 of a Modbus output module, which drops it when it is not rewritten for 20 s.</summary>
internal sealed class ModbusCoil(ModbusUnit unit) : IDigitalOutput
{
    private const ushort Coil = 0;

    public int Generation => unit.Generation;

    public TimeSpan? DropsAfter => TimeSpan.FromSeconds(20);

    public async Task<bool> IsOnAsync(CancellationToken cancellation) => (await unit.ReadCoilsAsync(Coil, 1, cancellation))[0];

    public Task SetAsync(bool on, CancellationToken cancellation) => unit.WriteCoilAsync(Coil, on, cancellation);
}
