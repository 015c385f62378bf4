using System.Buffers.Binary;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Meters;

public sealed class JanitzaUmgTests
{
    [Fact]
    public async Task Mbpoll_reads_what_flows_at_the_grid_connection()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        bench.After(30);
        var grid = bench.Live.Site.Grid;
        var voltage = await Mbpoll.ReadAsync(bench.Live.MeterPort, Bench.GridUnit, 19_000, "4:float", 3);
        var current = await Mbpoll.ReadAsync(bench.Live.MeterPort, Bench.GridUnit, 19_012, "4:float", 3);
        var power = await Mbpoll.ReadAsync(bench.Live.MeterPort, Bench.GridUnit, 19_020, "4:float", 4);
        for (var phase = 0; phase < 3; phase++)
        {
            voltage[phase].ShouldBe(grid.VoltageV[phase], 0.01);
            current[phase].ShouldBe(grid.CurrentA[phase], 0.01);
            power[phase].ShouldBe(grid.PowerW[phase], 0.1);
        }

        power[3].ShouldBe(grid.PowerW.Sum, 0.1);
        (await Mbpoll.ReadAsync(bench.Live.MeterPort, Bench.GridUnit, 19_068, "4:float"))[0].ShouldBe(grid.Energy.ImportWh, 0.5);
    }

    [Fact]
    public async Task One_block_holds_all_values_in_the_order_of_the_maker()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        bench.After(30);
        using var client = await RawClient.ConnectAsync(bench.Live.MeterPort);
        var block = await client.ReadAsync(Bench.SubmeterUnit, 19_000, 78);
        float At(int address) => BinaryPrimitives.ReadSingleBigEndian(block.AsSpan(2 * (address - 19_000)));
        At(19_012).ShouldBe((float)bench.Point.CurrentA[0]);
        At(19_026).ShouldBe((float)bench.Point.PowerW.Sum);
        At(19_044).ShouldBe(0.995f, 0.001f);
        At(19_050).ShouldBe(50);
        At(19_068).ShouldBe(bench.Point.Energy.ImportWh);
        At(19_076).ShouldBe(0);
    }
}
