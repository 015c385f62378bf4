using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Tests.Configuration;

public sealed class WireRulesTests : IDisposable
{
    private const string Meters = """[{"id":"01900000-0000-7000-8000-000000000020","kind":"grid","unit":1}]""";

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("\"model\":\"keba-p30\"", "stations[1].port: 0 is no port")]
    [InlineData("\"model\":\"keba-p30\",\"port\":5021", "stations[1]: the port 5021 is used twice")]
    [InlineData("\"model\":\"keba-p30\",\"port\":5020", "stations[1]: the port 5020 is used twice")]
    [InlineData("\"model\":\"keba-p30\",\"port\":5022,\"transport\":\"http\"", "stations[1].transport: keba-p30 speaks tcp, rtu")]
    [InlineData("\"model\":\"easee-cloud\",\"port\":5022,\"transport\":\"tcp\"", "stations[1].transport: easee-cloud speaks http")]
    [InlineData("\"model\":\"keba-p30\",\"transport\":\"rtu\"", "stations[1].serial: a pseudo-terminal needs a path")]
    [InlineData("\"model\":\"obo-ion\",\"serial\":{\"path\":\"here\"}", "stations[1].serial.path: 'here' must begin at the root")]
    [InlineData("\"model\":\"keba-p30\",\"port\":5022,\"faults\":[{\"kind\":\"lost\",\"afterS\":-1,\"forS\":1}]", "stations[1].faults[0].afterS")]
    [InlineData("\"model\":\"keba-p30\",\"port\":5022,\"faults\":[{\"kind\":\"lost\",\"afterS\":1,\"forS\":0}]", "stations[1].faults[0].forS")]
    [InlineData("\"model\":\"keba-p30\",\"port\":5022,\"meterModel\":\"sundial\"", "stations[1].meterModel: the meter 'sundial' is unknown")]
    public void A_wire_that_cannot_be_is_named_by_its_field(string fields, string why) => Error(fields).ShouldContain(why);

    [Fact]
    public void Two_stations_on_one_bus_need_two_units()
    {
        const string bus = "\"model\":\"obo-ion\",\"serial\":{\"path\":\"/tmp/bus\"}";
        Error(bus, bus).ShouldContain("stations[1].unit: 101 is the unit of stations[0] on the same bus.");
        Read(bus, bus + ",\"unit\":102").Stations.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("\"model\":\"sundial\"", "meters[0].model: the meter 'sundial' is unknown")]
    [InlineData("\"model\":\"smartme-meter-rest\"", "meters[0].transport: smartme-meter-rest needs one; it speaks http")]
    public void A_meter_that_cannot_be_is_named(string fields, string why)
    {
        File.WriteAllText(_path, $$"""{"meterPort":5020,"meters":[{"id":"{{Ids.Grid}}","kind":"grid","unit":1,{{fields}}}],"stations":[]}""");
        Should.Throw<UserErrorException>(() => ConfigurationFile.Read(_path)).Message.ShouldContain(why);
    }

    public void Dispose() => File.Delete(_path);

    private string Error(string fields, string first = "\"model\":\"keba-p30\",\"port\":5021") =>
        Should.Throw<UserErrorException>(() => Read(first, fields)).Message;

    private SiteConfiguration Read(string first, string second)
    {
        File.WriteAllText(_path, $$"""
            {"meterPort":5020,"meters":{{Meters}},"stations":[
              {"id":"01900000-0000-7000-8000-0000000000a1","name":"A1",{{first}}},
              {"id":"01900000-0000-7000-8000-0000000000a2","name":"A2",{{second}}}]}
            """);
        return ConfigurationFile.Read(_path);
    }
}
