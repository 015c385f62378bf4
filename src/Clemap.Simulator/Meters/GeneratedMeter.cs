using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations.Generated;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Meters;

/// <summary>A meter made from the facts of its maker's interface. What can be written in one is kept and changes nothing.</summary>
internal static class GeneratedMeter
{
    public static IModbusUnit Unit(ReferenceDevice device, IMeasuredFlow flow)
    {
        var quantities = new FlowQuantities(flow);
        return new GeneratedUnit([.. device.Registers.Select(Build)], oneValuePerRequest: false, blockSize: 0, requested: () => { });

        GeneratedRegister Build(ReferenceRegister register)
        {
            var type = new RegisterType(register.Type, device.LowWordFirst);
            if (register.IsWritten) return Kept(register, type);
            var value = quantities.Named(register.Name)
                ?? throw new InvalidOperationException($"Register '{register.Name}' of {device.Id} is nothing that a meter measures.");
            return new GeneratedRegister(register, words => type.Put(words, value() / register.Scale), null);
        }
    }

    private static GeneratedRegister Kept(ReferenceRegister register, RegisterType type)
    {
        var kept = 0.0;
        return new GeneratedRegister(register, words => type.Put(words, kept), words =>
        {
            var value = type.Get(words);
            if (!double.IsFinite(value)) return ModbusFault.IllegalDataValue;
            kept = value;
            return ModbusFault.None;
        });
    }
}
