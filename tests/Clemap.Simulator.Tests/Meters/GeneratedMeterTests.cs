using System.Buffers.Binary;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Tests.Modbus;
using Clemap.Simulator.Tests.Stations.Generated;

namespace Clemap.Simulator.Tests.Meters;

public sealed class GeneratedMeterTests
{
    public static TheoryData<string> Models => Facts.ModbusMeters;

    /// <summary>All meters tell the same of the same place, each in its own way.</summary>
    [Theory, MemberData(nameof(Models))]
    public async Task Voltage_current_power_and_energy_are_those_of_the_circuit(string model)
    {
        await using var bench = await SeveralBench.StartAsync(
            [Bench.Station("keba-p30")], new MeterConfiguration(Ids.Grid, MeterKind.Grid, 1, model));
        bench.Live.Site.Grid.Energy.Start(123_456, 7_890);
        await bench.AfterAsync(60);
        using var client = await RawClient.ConnectAsync(bench.Live.MeterPort);
        var scales = await ScalesAsync(client, model);
        var (grid, compared) = (bench.Live.Site.Grid, 0);
        foreach (var register in new Facts(model, "meters").Registers.Where(r => r.ReadFunction is not null))
        {
            double? expected = register.Name switch
            {
                "voltageL1" => grid.VoltageV[0],
                "voltageL2" => grid.VoltageV[1],
                "currentL1" => Math.Abs(grid.CurrentA[0]),
                "currentL3" => Math.Abs(grid.CurrentA[2]),
                "activePowerL1" => grid.PowerW[0],
                "activePower" => grid.PowerW.Sum,
                "energyImport" => grid.Energy.ImportExactWh,
                "energyExport" => grid.Energy.ExportExactWh,
                "frequency" => 50,
                _ => null,
            };
            if (expected is not { } value) continue;
            var address = scales.Base + register.Address;
            var raw = register.Decode(await client.ReadAsync(1, address, register.Words, register.ReadFunction!.Value));
            var step = register.Scale * scales.Of(register.Name);
            (raw * step).ShouldBe(value, Math.Max(step, Math.Abs(value) * 1e-5), $"{register.Name} of {model}");
            compared++;
        }

        compared.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Theory]
    [InlineData("sunspec-201-204", 203, 105)]
    [InlineData("sunspec-211-214", 213, 124)]
    public async Task A_chain_of_sunspec_models_is_found_and_ends(string model, int id, int length)
    {
        await using var bench = await SeveralBench.StartAsync([], new MeterConfiguration(Ids.Grid, MeterKind.Grid, 1, model));
        using var client = await RawClient.ConnectAsync(bench.Live.MeterPort);
        (await client.ReadTextAsync(1, 40_000, 2)).ShouldBe("SunS");
        (await client.ReadUInt16Async(1, 40_002)).ShouldBe((ushort)1);
        var meter = 40_004 + await client.ReadUInt16Async(1, 40_003);
        (await client.ReadUInt16Async(1, meter)).ShouldBe((ushort)id);
        (await client.ReadUInt16Async(1, meter + 1)).ShouldBe((ushort)length);
        (await client.ReadUInt16Async(1, meter + 2 + length)).ShouldBe((ushort)0xFFFF);
    }

    [Fact]
    public async Task What_is_written_to_an_edge_is_read_again()
    {
        await using var bench = await SeveralBench.StartAsync([], new MeterConfiguration(Ids.Grid, MeterKind.Grid, 1, "edge-own-modbus"));
        using var client = await RawClient.ConnectAsync(bench.Live.MeterPort);
        (await client.WriteSingleFloatAsync(1, 19_054, 16)).ShouldBe((byte)0);
        (await client.ReadSingleAsync(1, 19_054)).ShouldBe(16);
        (await client.WriteSingleFloatAsync(1, 19_056, 1)).ShouldBe((byte)0);
        (await client.AskAsync(1, 3, 0x4A, 0x70, 0, 2)).ShouldBe([0x83, 2], "the sign of life is written only");
    }

    private static async Task<Scales> ScalesAsync(RawClient client, string model)
    {
        if (!model.StartsWith("sunspec", StringComparison.Ordinal)) return new Scales(0, []);
        var meter = 40_004 + await client.ReadUInt16Async(1, 40_003);
        if (model == "sunspec-211-214") return new Scales(meter, []);
        async Task<double> At(int offset) => Math.Pow(10, BinaryPrimitives.ReadInt16BigEndian(await client.ReadAsync(1, meter + offset, 1)));
        return new Scales(meter, new Dictionary<string, double>
        {
            ["current"] = await At(6),
            ["voltage"] = await At(15),
            ["frequency"] = await At(17),
            ["activePower"] = await At(22),
            ["energy"] = await At(54),
        });
    }

    private sealed record Scales(int Base, Dictionary<string, double> Factors)
    {
        public double Of(string name) =>
            Factors.FirstOrDefault(pair => name.StartsWith(pair.Key, StringComparison.Ordinal)) is { Key: not null } found ? found.Value : 1;
    }
}
