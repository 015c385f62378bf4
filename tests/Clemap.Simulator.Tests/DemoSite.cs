using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Tests;

/// <summary>A house with six stations of six kinds, as the demonstration has it.</summary>
internal static class DemoSite
{
    public static SiteConfiguration Configuration { get; } = new()
    {
        Seed = 1,
        MeterPort = 0,
        Meters = [new(Ids.Grid, MeterKind.Grid, 1), new(Ids.Production, MeterKind.Production, 2)],
        Stations =
        [
            Station("a1", "keba-p30", "123", 16),
            Station("a2", "alfen-ng9xx", "231", 16),
            Station("a3", "webasto-next", "312", 32),
            Station("b1", "goe-http-v2", "123", 16),
            Station("b2", "evtec-bidipro", "231", 16),
            Station("b3", "modbus-relay", "3", 16) with { Phases = 1, FallbackA = 0, MeterUnit = 3 },
        ],
    };

    private static StationConfiguration Station(string name, string model, string rotation, double maximumA) => new()
    {
        Id = new Guid("01900000-0000-7000-8000-0000000000" + name),
        Name = name.ToUpperInvariant(),
        Model = model,
        Port = 0,
        Rotation = rotation,
        MaximumA = maximumA,
        Card = "CARD" + name,
    };
}
