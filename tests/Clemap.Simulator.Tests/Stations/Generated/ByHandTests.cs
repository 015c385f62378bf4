using Clemap.Simulator.Modbus;
using Clemap.Simulator.Stations.Generated;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Tests.Stations.Generated;

/// <summary>Where a twin was written by hand, the one made from the facts shows the same on the wire: two readings of one document.</summary>
public sealed class ByHandTests
{
    // What both tell, each in its own way: names of its own, no set point before the first, no charge of a battery that only some cars tell.
    private static readonly string[] Different =
        ["firmware", "serialNumber", "model", "currentLimit", "setpointAccounted", "setpointValidTime", "stateOfCharge"];

    [Theory]
    [InlineData("keba-p30")]
    [InlineData("alfen-ng9xx")]
    [InlineData("webasto-next")]
    [InlineData("evtec-bidipro")]
    public async Task Both_give_the_same_registers(string model)
    {
        await using var bench = await Bench.StartAsync(Bench.Station(model) with { FallbackA = 7 });
        bench.After(60);
        var facts = ProtocolReference.Station(model);
        var byHand = bench.Live.Twins[0].ModbusUnits[facts.UnitId!.Value];
        var generated = new GeneratedModbusTwin(facts, bench.Point, bench.Time).ModbusUnits[facts.UnitId.Value];
        var compared = 0;
        foreach (var register in new Facts(model).Registers.Where(r => r.ReadFunction is 3 && !Different.Contains(r.Name)))
        {
            var (one, other) = (new ushort[register.Words], new ushort[register.Words]);
            if (byHand.ReadRegisters(RegisterTable.Holding, register.Address, one) != ModbusFault.None) continue;
            generated.ReadRegisters(RegisterTable.Holding, register.Address, other).ShouldBe(ModbusFault.None, register.Name);
            compared++;
            if (register.Type == "string") other.ShouldBe(one, register.Name);
            else register.Decode(Bytes(other)).ShouldBe(register.Decode(Bytes(one)), 1, register.Name);
        }

        compared.ShouldBeGreaterThan(15);
    }

    private static byte[] Bytes(ushort[] words) => [.. words.SelectMany(word => new[] { (byte)(word >> 8), (byte)word })];
}
