using Clemap.Simulator.Configuration;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations.Generated;

/// <summary>A client that was not written here reads and writes the generated twins.</summary>
public sealed class MbpollTests
{
    [Theory]
    [InlineData("mennekes-hcc3", 255, 783, "3:int", 1024, "4", 12)]
    [InlineData("compleo-solo-duo", 255, 258, "3", 256, "4", 83)]
    [InlineData("dadapower", 1, 1009, "3:int", 1001, "", 0)]
    [InlineData("enovates", 1, 206, "4", 400, "4", 12_000)]
    [InlineData("heidelberg-energy-control", 1, 14, "3", 261, "4", 120)]
    public async Task Power_is_read_and_a_limit_is_followed(string model, byte unit, int power, string type, int limit, string limitType, double raw)
    {
        await using var bench = await Bench.StartAsync(Bench.Station(model) with { Transport = Transport.Tcp, MaximumA = 32, FallbackA = 7 });
        bench.After(20);
        var lowWordFirst = model is "mennekes-hcc3";
        var value = (await Mbpoll.ReadAsync(bench.Port, unit, power, type, swapped: lowWordFirst))[0] * (model == "compleo-solo-duo" ? 100 : 1);
        value.ShouldBe(bench.Point.PowerW.Sum, 60);
        if (limitType.Length == 0) return;
        await Mbpoll.WriteAsync(bench.Port, unit, limit, limitType, raw);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(12, 0.2);
    }
}
