using Clemap.Edge.Commissioning;
using Clemap.Edge.Stations;
using Clemap.Edge.Tests.Modbus;

namespace Clemap.Edge.Tests.Commissioning;

public sealed class IdentificationTests
{
    private const byte KebaUnit = 255;

    [Fact]
    public async Task A_station_that_was_slow_for_a_moment_is_asked_once_more()
    {
        await using var server = Keba();
        int asked = 0;
        server.Swallows = unit => unit == KebaUnit && Interlocked.Increment(ref asked) == 1;

        var found = await FindAsync(server);

        found.Kind.ShouldBe("station");
        found.Models.ShouldContain("keba-p30");
        asked.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task What_never_answers_in_time_is_unknown_after_the_second_time()
    {
        await using var server = Keba();
        int asked = 0;
        server.Swallows = unit =>
        {
            if (unit != KebaUnit)
                return false;
            asked++;
            return true;
        };

        (await FindAsync(server)).Kind.ShouldBe("unknown");
        asked.ShouldBe(2, "once in each of two looks: a unit that is silent is not asked by every model");
    }

    private static Task<FoundDevice> FindAsync(RegisterServer server) =>
        new Identification(StationModels.BuiltIn, TimeProvider.System).OfAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);

    private static RegisterServer Keba()
    {
        var server = new RegisterServer { OnlyUnit = KebaUnit };
        server.SetUInt32(1000, 3);
        server.SetUInt32(1004, 7);
        foreach (ushort phase in (ushort[])[0, 2, 4])
        {
            server.SetUInt32((ushort)(1008 + phase), 10_000);
            server.SetUInt32((ushort)(1040 + phase), 230);
        }
        server.SetUInt32(1020, 6_900_000);
        server.SetUInt32(1036, 12_345);
        server.SetUInt32(1046, 1000);
        server.SetUInt32(1100, 16_000);
        server.SetUInt32(1500, 0);
        return server;
    }
}
