namespace Clemap.Edge.Modbus;

/// <summary>One unit (device address) behind a link.</summary>
internal sealed class ModbusUnit(IModbusLink link, byte unit, ModbusManners manners)
{
    /// <summary>See <see cref="IModbusLink.GenerationOf"/>.</summary>
    public int Generation => link.GenerationOf(unit);

    public Task<bool[]> ReadCoilsAsync(ushort address, int count, CancellationToken cancellation) =>
        ReadBitsAsync(1, address, count, cancellation);

    public Task<bool[]> ReadDiscreteInputsAsync(ushort address, int count, CancellationToken cancellation) =>
        ReadBitsAsync(2, address, count, cancellation);

    public Task<RegisterBlock> ReadHoldingAsync(ushort address, int count, CancellationToken cancellation) =>
        ReadRegistersAsync(3, address, count, cancellation);

    public Task<RegisterBlock> ReadInputAsync(ushort address, int count, CancellationToken cancellation) =>
        ReadRegistersAsync(4, address, count, cancellation);

    public Task WriteCoilAsync(ushort address, bool on, CancellationToken cancellation) =>
        WriteAsync(ModbusRequest.WriteCoil(address, on), cancellation);

    public Task WriteRegisterAsync(ushort address, ushort value, CancellationToken cancellation) =>
        WriteAsync(ModbusRequest.WriteRegister(address, value), cancellation);

    public Task WriteCoilsAsync(ushort address, ReadOnlySpan<bool> values, CancellationToken cancellation) =>
        WriteAsync(ModbusRequest.WriteCoils(address, values), cancellation);

    public Task WriteRegistersAsync(ushort address, ReadOnlySpan<ushort> values, CancellationToken cancellation) =>
        WriteAsync(ModbusRequest.WriteRegisters(address, values), cancellation);

    public async Task<RegisterBlock> ReadWriteAsync(
        ushort readAddress, int readCount, ushort writeAddress, ushort[] values, CancellationToken cancellation)
    {
        var request = ModbusRequest.ReadWrite(readAddress, readCount, writeAddress, values);
        var answer = await link.ExchangeAsync(unit, request, manners, cancellation);
        return new RegisterBlock(readAddress, ModbusAnswer.Registers(answer, readCount));
    }

    private async Task<bool[]> ReadBitsAsync(byte function, ushort address, int count, CancellationToken cancellation)
    {
        var request = ModbusRequest.Read(function, address, count);
        var answer = await link.ExchangeAsync(unit, request, manners, cancellation);
        return ModbusAnswer.Bits(answer, count);
    }

    private async Task<RegisterBlock> ReadRegistersAsync(byte function, ushort address, int count, CancellationToken cancellation)
    {
        var request = ModbusRequest.Read(function, address, count);
        var answer = await link.ExchangeAsync(unit, request, manners, cancellation);
        return new RegisterBlock(address, ModbusAnswer.Registers(answer, count));
    }

    private async Task WriteAsync(byte[] request, CancellationToken cancellation)
    {
        var answer = await link.ExchangeAsync(unit, request, manners, cancellation);
        ModbusAnswer.ThrowIfNotEcho(request, answer);
    }
}
