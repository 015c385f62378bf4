using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.Configuration;

public sealed class StationRulesTests
{
    private static readonly StationConfiguration Tcp = TestSite.Create("data", 502, 503).Stations[0];

    private static readonly StationConfiguration Bus = Tcp with
    {
        Model = "heidelberg-energy-control",
        Host = "",
        Port = null,
        Unit = 3,
        MaximumA = 16,
        Serial = new SerialConfiguration("/dev/ttyUSB0"),
    };

    [Fact]
    public void What_the_model_says_may_be_left_out()
    {
        Problems(Tcp with { Port = null, Unit = null }).ShouldBeEmpty();
        Problems(Bus).ShouldBeEmpty();
        Problems(Bus with { Serial = null, Host = "10.0.0.5", Port = 4196, Transport = ModbusTransport.RtuTcp }).ShouldBeEmpty();
        Problems(Bus with { Serial = null, Host = "10.0.0.5", Transport = ModbusTransport.Tcp }).ShouldBeEmpty(); // a gateway
        Problems(Bus, Bus with { Unit = 4 }).ShouldBeEmpty();
        Problems(Tcp with { Model = "kathrein-kwb", Unit = null }).ShouldBeEmpty();
    }

    [Fact]
    public void Each_way_needs_its_own_fields()
    {
        Problem(Tcp with { Transport = ModbusTransport.Rtu }).ShouldBe("stations[0].transport: must be one of tcp for this model");
        Problem(Tcp with { Host = "" }).ShouldBe("stations[0].host: must not be empty");
        Problem(Tcp with { Host = "", Serial = new SerialConfiguration("/dev/ttyUSB0") }).ShouldBe("stations[0].serial: does not go with tcp, which is reached by host and port");
        Problem(Bus with { Serial = null, Host = "10.0.0.5" }).ShouldStartWith("stations[0].serial: is needed for rtu");
        Problem(Bus with { Host = "10.0.0.5" }).ShouldStartWith("stations[0].host: does not go with serial");
        Problem(Bus with { Serial = new SerialConfiguration("") }).ShouldBe("stations[0].serial.device: must not be empty");
        Problem(Bus with { Serial = new SerialConfiguration("/dev/ttyUSB0", 12) }).ShouldStartWith("stations[0].serial.baud");
        Problem(Bus with { Serial = new SerialConfiguration("/dev/ttyUSB0", 9600, "8X1") }).ShouldStartWith("stations[0].serial.framing");
        Problem(Bus with { Unit = 0 }).ShouldBe("stations[0].unit: must be 1 to 247 on a bus");
        Problem(Tcp with { Model = "goe-http-v2", FallbackA = 32, Transport = ModbusTransport.RtuTcp }).ShouldStartWith("stations[0].transport: must be tcp");
    }

    [Fact]
    public void Stations_on_one_bus_speak_alike_and_have_units_of_their_own()
    {
        Problem(Bus, Bus).ShouldBe("stations[1].unit: is the one of 'A1' on the same bus");
        Problem(Bus, Bus with { Unit = 4, Serial = new SerialConfiguration("/dev/ttyUSB0", 9600) }).ShouldStartWith("stations[1].serial: must be as of 'A1'");
        Problem(Bus, Bus with { Unit = 4, Model = "abl-emh", FallbackA = 16 }).ShouldStartWith("stations[1].serial: must be as of 'A1'");
    }

    [Fact]
    public void What_the_model_cannot_hold_cannot_be_commissioned()
    {
        Problem(Bus with { MaximumA = 32 }).ShouldBe("stations[0].maximumA: must be 16 at most: this model takes no higher limit");
        Problem(Tcp with { MinimumA = 4, FallbackA = 6 }).ShouldBe("stations[0].minimumA: must be 6 at least: this model takes no lower limit");
        Problem(Tcp with { Model = "schrack-cion", Transport = ModbusTransport.Tcp }).ShouldStartWith("stations[0].fallbackA: must be maximumA");
        Problem(Tcp with { Model = "weidmueller-ac-smart" }).ShouldStartWith("stations[0].fallbackA: must be maximumA"); // its limit expires, to nobody knows what
    }

    [Fact]
    public void Models_that_are_code_have_rules_of_their_own()
    {
        var keba = Tcp with { Model = "keba-udp", Port = null, Unit = null };
        var salia = keba with { Model = "hardy-barth-salia", FallbackA = 32 };
        var tesla = salia with { Model = "tesla-twc3", MinimumA = 32 };
        foreach (var station in (StationConfiguration[])[keba, salia, tesla])
            Problems(station).ShouldBeEmpty(station.Model);

        Problem(keba, keba).ShouldBe("stations[1].host: is the one of 'A1': stations of this model are told apart by their address");
        Problem(keba with { Host = "http://keba" }).ShouldBe("stations[0].host: must be a host name or an IP address");
        Problem(keba with { MinimumA = 5, FallbackA = 6 }).ShouldBe("stations[0].minimumA: must be 6 at least: this model takes no lower limit");
        Problem(salia with { MaximumA = 40, FallbackA = 40 }).ShouldBe("stations[0].maximumA: must be 32 at most: this model takes no higher limit");
        Problem(salia with { FallbackA = 6 }).ShouldStartWith("stations[0].fallbackA: must be maximumA");
        Problem(tesla with { MinimumA = 6 }).ShouldBe("stations[0].minimumA: must be maximumA: this model takes no orders");
        Problem(tesla with { FallbackA = 0 }).ShouldStartWith("stations[0].fallbackA: must be maximumA");
        Problem(keba with { Gpio = new(0, 17) }).ShouldBe("stations[0].gpio: is not for this model");
    }

    [Fact]
    public void An_output_of_the_device_is_one_line_for_one_purpose()
    {
        var relay = Tcp with
        {
            Model = "gpio-relay",
            Host = "",
            Port = null,
            Unit = null,
            Switched = true,
            MaximumA = 16,
            FallbackA = 16,
            Gpio = new(0, 17),
            Meter = new SubmeterConfiguration("10.0.0.7", 502, 1, "janitza-umg"),
        };
        Problems(relay).ShouldBeEmpty();
        Problems(relay, relay with { Gpio = new(0, 18) }).ShouldBeEmpty();
        Problems(relay with { SwitchGroup = "a" }, relay with { SwitchGroup = "a" }).ShouldBeEmpty();

        Problem(relay, relay).ShouldBe("stations[1].switchGroup: must be the same as of 'A1', which hangs on the same output");
        Problem(relay with { SwitchGroup = "a" }, relay with { SwitchGroup = "a", Gpio = new(1, 17) }).ShouldStartWith("stations[1].switchGroup: the stations of a group");
        Problem(relay with { Gpio = null }).ShouldStartWith("stations[0].gpio: is needed for this model");
        Problem(relay with { Gpio = new(0, -1) }).ShouldBe("stations[0].gpio: chip and line must not be negative");
        Problem(relay with { Host = "10.0.0.7" }).ShouldBe("stations[0].host: is not for this model");
        Problem(relay with { FallbackA = 0 }).ShouldStartWith("stations[0].fallbackA: must be maximumA");

        var site = TestSite.Create("data", 502) with
        {
            BaseLoadA = 0,
            Stations = [relay],
            GridOperator = new GridOperatorConfiguration
            {
                Ripple = new RippleConfiguration { Contact = Clemap.LoadControl.GridOperator.ContactKind.NormallyOpen, Gpio = new GpioInputConfiguration(0, 17) },
            },
        };
        ConfigurationRules.Check(site).ShouldHaveSingleItem().Rule.ShouldBe("is the line of gridOperator.ripple");
    }

    private static string Problem(params StationConfiguration[] stations) => Problems(stations).ShouldHaveSingleItem();

    private static string[] Problems(params StationConfiguration[] stations)
    {
        var configuration = TestSite.Create("data", 502) with
        {
            BaseLoadA = 0,
            Stations = [.. stations.Select((station, i) => station with { Id = TestSite.Station(i + 1) })],
        };
        return [.. ConfigurationRules.Check(configuration).Select(problem => $"{problem.Field}: {problem.Rule}")];
    }
}
