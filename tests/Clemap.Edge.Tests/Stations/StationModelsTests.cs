using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.Stations;

public sealed class StationModelsTests
{
    [Theory]
    [InlineData("keba-p30", 30)]
    [InlineData("alfen-ng9xx", 60)]
    [InlineData("webasto-next", 20)]
    [InlineData("evtec-bidipro", 30)]
    [InlineData("goe-http-v2", null)]
    [InlineData("modbus-relay", 20)]
    [InlineData("gpio-relay", null)]
    [InlineData("keba-udp", 30)]
    [InlineData("hardy-barth-salia", null)]
    [InlineData("tesla-twc3", null)]
    [InlineData("easee-cloud", 240)]
    [InlineData("smartme-pico-rest", null)]
    [InlineData("wallbox-cloud", null)]
    [InlineData("zaptec-cloud", null)]
    public async Task Each_model_tells_after_how_long_it_falls_back_and_the_load_control_reckons_with_it(string model, int? seconds)
    {
        using var folder = new TemporaryFolder();
        var configuration = TestSite.Create(folder.Path, 502, 503);
        configuration = configuration with
        {
            CloudAccounts = [new CloudAccountConfiguration("garage", "easee", "u")],
            Stations = [configuration.Stations[0] with
            {
                Model = model,
                Switched = StationModels.IsSwitched(model),
                FallbackA = StationModels.IsSwitched(model) ? 0 : configuration.Stations[0].FallbackA,
                Gpio = new GpioOutputConfiguration(97, 1),
                Cloud = new CloudDeviceConfiguration("garage", "1"),
                Meter = new SubmeterConfiguration("127.0.0.1", 504, 1, "janitza-umg"),
            }],
        };
        await using var site = new Site(
            configuration, new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), new HashSet<Guid>(), TimeProvider.System, NullLogger.Instance);

        site.Stations[0].Traits.FallbackTime.ShouldBe(seconds is { } known ? TimeSpan.FromSeconds(known) : null);
        StationModels.BuiltIn.FallsBack(model).ShouldBe(seconds is not null);
        site.Topology.Stations[0].FallbackTime.ShouldBe(seconds is { } told ? TimeSpan.FromSeconds(told) : TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Stations_and_meters_stand_in_the_order_of_the_topology()
    {
        using var folder = new TemporaryFolder();
        var configuration = TestSite.Create(folder.Path, 502, 503, 504);
        var feeder = new CircuitConfiguration(Guid.Parse("01900000-0000-7000-8000-000000000009"), "Feeder", 32, TestSite.Grid);
        configuration = configuration with { Circuits = [feeder, .. configuration.Circuits], Stations = [.. configuration.Stations.Reverse()] };
        await using var site = new Site(
            configuration, new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), new HashSet<Guid>(), TimeProvider.System, NullLogger.Instance);

        site.Stations.Select(station => station.Configuration.Id).ShouldBe(site.Topology.Stations.Select(station => station.Id));
        site.CircuitMeters.Select(meter => meter?.Name).ShouldBe(["Grid meter", null]);
        site.NameOf(feeder.Id).ShouldBe("Feeder");
    }
}
