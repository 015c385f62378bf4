using Clemap.Contracts.Sites;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.Tests;

/// <summary>A site of one garage under a grid connection, with Webasto stations that are quick to set up.</summary>
internal static class TestSite
{
    public static readonly Guid Grid = Guid.Parse("01900000-0000-7000-8000-000000000010");
    public static readonly Guid GridMeter = Guid.Parse("01900000-0000-7000-8000-000000000020");

    public static Guid Station(int number) => Guid.Parse($"01900000-0000-7000-8000-0000000000a{number}");

    public static EdgeConfiguration Create(string dataDirectory, int meterPort, params int[] stationPorts) => new()
    {
        Serial = "CL-080-000001",
        DataDir = dataDirectory,
        LocalPort = 0,
        BaseLoadA = 10,
        Circuits = [new CircuitConfiguration(Grid, "Grid connection", 40, null, GridMeter)],
        Meters = [new MeterConfiguration(GridMeter, "Grid meter", MeterKind.Grid, "janitza-umg", "127.0.0.1", meterPort, 1)],
        Stations =
        [
            .. stationPorts.Select((port, i) => new StationConfiguration
            {
                Id = Station(i + 1),
                Name = $"A{i + 1}",
                CircuitId = Grid,
                Model = "webasto-next",
                Host = "127.0.0.1",
                Port = port,
                Unit = 255,
                Phases = 3,
                Rotation = "123",
                MinimumA = 6,
                MaximumA = 32,
                FallbackA = 6,
            }),
        ],
    };
}
