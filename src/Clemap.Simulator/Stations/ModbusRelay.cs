using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>
/// A station without any intelligence behind the relay of a Modbus I/O module: coil 0 closes it, discrete input 0 reads its contact.
/// The watchdog of the module drops the relay as it was commissioned.
/// </summary>
internal sealed class ModbusRelay : IStationTwin, IModbusUnit
{
    public const byte DefaultUnit = 1;
    public const int WatchdogS = 20;

    private const int Outputs = 4;

    private readonly SilenceTimer _requests;
    private readonly bool[] _coils = new bool[Outputs];

    public ModbusRelay(ChargingPoint point, TimeProvider time)
    {
        Point = point;
        _requests = new SilenceTimer(time);
        ModbusUnits = new Dictionary<byte, IModbusUnit> { [point.Station.Unit ?? DefaultUnit] = this };
    }

    public ChargingPoint Point { get; }
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }

    public void Tick()
    {
        if (_requests.Seconds > WatchdogS) Array.Clear(_coils);
        Point.OfferedA = _coils[0] ? Point.MaximumA : 0;
    }

    public ModbusFault ReadBits(BitTable table, ushort address, Span<bool> values)
    {
        _requests.Restart();
        if (address + values.Length > Outputs) return ModbusFault.IllegalDataAddress;
        if (table == BitTable.Coils) _coils.AsSpan(address, values.Length).CopyTo(values);
        else for (var i = 0; i < values.Length; i++) values[i] = address + i == 0 && Point.OfferedA > 0;
        return ModbusFault.None;
    }

    public ModbusFault WriteBits(ushort address, ReadOnlySpan<bool> values)
    {
        _requests.Restart();
        if (address + values.Length > Outputs) return ModbusFault.IllegalDataAddress;
        values.CopyTo(_coils.AsSpan(address));
        return ModbusFault.None;
    }
}
