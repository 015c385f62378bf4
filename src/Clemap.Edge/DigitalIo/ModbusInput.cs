using Clemap.Edge.Modbus;

namespace Clemap.Edge.DigitalIo;

/// <summary>One discrete input (function 2) of a Modbus module; a closed contact reads as 1.</summary>
internal sealed class ModbusInput(ModbusUnit unit, ushort input) : IDigitalInput
{
    public async Task<bool> IsClosedAsync(CancellationToken cancellation) => (await unit.ReadDiscreteInputsAsync(input, 1, cancellation))[0];
}
