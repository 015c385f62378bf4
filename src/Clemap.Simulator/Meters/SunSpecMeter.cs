using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations.Generated;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Meters;

/// <summary>
/// A meter as the SunSpec Alliance describes it: "SunS" at 40000, then models one after the other, each with its id and its length. Here the common
/// model, a three-phase meter (203 in whole numbers with scale factors, 213 in floats), and the mark of the end.
/// </summary>
internal sealed class SunSpecMeter : IModbusUnit
{
    private const ushort Base = 40_000;
    private const int CommonWords = 66;
    private const ushort End = 0xFFFF;
    private const ushort NotImplemented16 = 0x8000;

    private readonly Dictionary<ushort, GeneratedRegister> _registers = [];
    private readonly ushort[] _rest;
    private readonly int _meterAt = 2 + 2 + CommonWords;

    public SunSpecMeter(ReferenceDevice device, IMeasuredFlow flow, ushort model)
    {
        var isFloat = model >= 211;
        var length = isFloat ? 124 : 105;
        _rest = new ushort[_meterAt + 2 + length + 2];
        (_rest[0], _rest[1], _rest[2], _rest[3]) = (0x5375, 0x6E53, 1, CommonWords);
        RegisterType.PutText(_rest.AsSpan(4, 16), "Clemap", utf16: false);
        RegisterType.PutText(_rest.AsSpan(20, 16), "Simulated meter", utf16: false);
        var meter = _rest.AsSpan(_meterAt);
        (meter[0], meter[1], meter[2 + length], meter[3 + length]) = (model, (ushort)length, End, 0);
        meter.Slice(2, length).Fill(isFloat ? (ushort)0x7FC0 : NotImplemented16);
        var quantities = new FlowQuantities(flow);
        foreach (var register in device.Registers) Add(register, quantities);
        if (!isFloat) AddScales();
    }

    public bool WritesAndReadsAtOnce => false;

    public ModbusFault WriteRegisters(WriteFunction function, ushort address, ReadOnlySpan<ushort> values) => ModbusFault.IllegalFunction;

    /// <summary>A block may begin and end anywhere, as who reads a model reads it whole.</summary>
    public ModbusFault ReadRegisters(RegisterTable table, ushort address, Span<ushort> values)
    {
        if (table != RegisterTable.Holding) return ModbusFault.IllegalFunction;
        if (address < Base || address - Base + values.Length > _rest.Length) return ModbusFault.IllegalDataAddress;
        var all = _rest.ToArray();
        foreach (var (at, register) in _registers) register.Read(all.AsSpan(at, register.Facts.Words));
        all.AsSpan(address - Base, values.Length).CopyTo(values);
        return ModbusFault.None;
    }

    private void Add(ReferenceRegister register, FlowQuantities quantities)
    {
        var type = new RegisterType(register.Type, lowWordFirst: false);
        var exponent = type.IsFloat ? 0 : Exponent(register.Name);
        Func<double> raw = register.Name switch
        {
            "events" => () => 0,
            _ when register.Name.EndsWith("Scale", StringComparison.Ordinal) => () => Exponent(register.Name[..^5]),
            _ when register.Name == "powerFactor" && !type.IsFloat => () => quantities.Named("powerFactor")!() * 100 * Math.Pow(10, -exponent),
            _ => () => quantities.Named(register.Name)!() * Math.Pow(10, -exponent),
        };
        _registers[(ushort)(_meterAt + register.Address)] = new GeneratedRegister(register, words => type.Put(words, raw()), null);
    }

    /// <summary>The scale factors that the facts tell in notes alone. The power factor is in percent.</summary>
    private void AddScales()
    {
        foreach (var (offset, name) in new[] { (17, "frequency"), (27, "apparentPower"), (32, "reactivePower"), (37, "powerFactor") })
            _rest[_meterAt + offset] = (ushort)(short)Exponent(name);
    }

    private static int Exponent(string name) => name switch
    {
        _ when name.StartsWith("current", StringComparison.Ordinal) => -2,
        _ when name.StartsWith("voltage", StringComparison.Ordinal) => -1,
        "frequency" or "powerFactor" => -2,
        _ when name.StartsWith("energy", StringComparison.Ordinal) => 0,
        _ => 1,
    };
}
