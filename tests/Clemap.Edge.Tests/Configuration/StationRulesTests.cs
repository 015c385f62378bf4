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
