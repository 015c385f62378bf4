using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

internal static class RegisterWriting
{
    /// <param name="raw">The number of the register, without scale and unit.</param>
    public static Task WriteAsync(
        this ModbusUnit unit, RegisterFormat format, byte function, ushort address, double raw, WordOrder order, CancellationToken cancellation) =>
        function switch
        {
            5 => unit.WriteCoilAsync(address, raw != 0, cancellation),
            6 => unit.WriteRegisterAsync(address, RegisterCodec.Words(format, raw, order)[0], cancellation),
            _ => unit.WriteRegistersAsync(address, RegisterCodec.Words(format, raw, order), cancellation),
        };

    public static Task WriteAsync(this ModbusUnit unit, WriteRegister register, double raw, WordOrder order, CancellationToken cancellation) =>
        unit.WriteAsync(register, register.Function, register.At, raw, order, cancellation);

    /// <summary>One value as the register holds it; <see langword="null"/> when the station says that it has none.</summary>
    public static async Task<double?> ReadRawAsync(this ModbusUnit unit, ReadRegister register, WordOrder order, CancellationToken cancellation) =>
        RegisterCodec.Raw(register, (await unit.ReadWordsAsync(register, cancellation)).Words(register.At, register.WordCount), order);

    public static async Task<string> ReadTextAsync(this ModbusUnit unit, ReadRegister register, CancellationToken cancellation) =>
        RegisterCodec.Text(register, (await unit.ReadWordsAsync(register, cancellation)).Words(register.At, register.WordCount));

    private static Task<RegisterBlock> ReadWordsAsync(this ModbusUnit unit, ReadRegister register, CancellationToken cancellation) =>
        register.Function == 4
            ? unit.ReadInputAsync(register.At, register.WordCount, cancellation)
            : unit.ReadHoldingAsync(register.At, register.WordCount, cancellation);
}
