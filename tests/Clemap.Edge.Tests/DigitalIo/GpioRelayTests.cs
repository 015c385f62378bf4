using Clemap.Edge.ControlLoop;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.Edge.Tests.Stations;
using Clemap.LoadControl.Allocation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.DigitalIo;

public sealed class GpioRelayTests : DriverBench
{
    private const int Line = 17;

    private readonly MemoryChip chip = new();
    private readonly GpioOutput output;
    private readonly SwitchedStation station;

    public GpioRelayTests()
    {
        output = new GpioOutput(() => chip, chip: 0, Line);
        station = new SwitchedStation(
            output, MeterModels.Create("janitza-umg", "127.0.0.1", Server.Port, 3, Connections, Clock), phases: 1, blockA: 16, carAtStart: false, Clock);
        for (ushort address = 19000; address < 19078; address += 2)
            Server.SetFloat(address, 0);
    }

    [Fact]
    public async Task The_line_is_opened_low_and_high_only_for_the_whole_block()
    {
        (await station.ReadAsync(Cancellation)).AppliedLimitA.ShouldBe(0);
        await station.OrderAsync(15.9, Cancellation);
        await station.OrderAsync(16, Cancellation);
        (await station.ReadAsync(Cancellation)).AppliedLimitA.ShouldBe(16);
        await station.OrderAsync(0, Cancellation);

        chip.Written.ShouldBe(["17 Low", "17 Low", "17 High", "17 Low"]);
        chip.Opened.ShouldBe(1);
    }

    [Fact]
    public async Task When_the_controller_stops_in_order_the_contactor_opens()
    {
        await station.OrderAsync(16, Cancellation);
        await station.ReleaseAsync(Cancellation);

        chip.Written[^1].ShouldBe("17 Low");
    }

    [Fact]
    public async Task A_line_that_cannot_be_driven_is_told_counts_as_unknown_and_begins_low_when_it_is_back()
    {
        await station.OrderAsync(16, Cancellation);
        chip.IsGone = true;

        (await Should.ThrowAsync<IOException>(() => station.ReadAsync(Cancellation))).Message.ShouldBe("GPIO line 17 of chip 0 cannot be driven: No such device");
        await Should.ThrowAsync<IOException>(() => station.OrderAsync(0, Cancellation));
        (((IStation)station).WhenSilent, station.FallbackTime).ShouldBe((WhenSilent.Unknown, null));

        chip.IsGone = false;
        int before = station.Generation;
        (await station.ReadAsync(Cancellation)).AppliedLimitA.ShouldBe(0);
        station.Generation.ShouldBe(before + 1);
        await station.OrderAsync(16, Cancellation);
        chip.Written[^1].ShouldBe("17 High");
    }

    [Fact]
    public async Task A_line_that_does_not_follow_is_a_failure()
    {
        await station.ReadAsync(Cancellation);
        chip.IsStuck = true;

        (await Should.ThrowAsync<IOException>(() => station.OrderAsync(16, Cancellation))).Message.ShouldBe("GPIO line 17 of chip 0 does not become high.");
    }

    [Fact]
    public async Task Without_its_chip_the_station_has_a_problem_and_the_site_goes_on()
    {
        using var folder = new TemporaryFolder();
        var configuration = TestSite.Create(folder.Path, Server.Port, 503);
        configuration = configuration with
        {
            Stations = [configuration.Stations[0] with
            {
                Model = "gpio-relay",
                Host = "",
                Port = null,
                Switched = true,
                MaximumA = 16,
                FallbackA = 16,
                Gpio = new(97, 1),
                Meter = new("127.0.0.1", Server.Port, 1, "janitza-umg"),
            }],
        };
        Clemap.Edge.Configuration.ConfigurationRules.Check(configuration).ShouldBeEmpty();
        await using var site = new Site(configuration, new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), new HashSet<Guid>(), TimeProvider.System, NullLogger.Instance);

        await site.Stations[0].PollAsync(Cancellation);

        site.Stations[0].Problem!.ShouldContain("line 1 of chip 97");
        site.Stations[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public void Stations_of_one_line_share_it()
    {
        using var outputs = new GpioOutputs();

        outputs.Of(0, 17).ShouldBeSameAs(outputs.Of(0, 17));
        outputs.Of(0, 17).ShouldNotBeSameAs(outputs.Of(0, 18));
    }
}
