using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Grid = """{"id":"01900000-0000-7000-8000-000000000020","kind":"grid","unit":1}""";
    private const string StationId = "01900000-0000-7000-8000-0000000000a1";

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void What_is_left_out_has_a_default()
    {
        var configuration = Read($$"""{"meterPort":5020,"meters":[{{Grid}}],"stations":[{"id":"{{StationId}}","name":"A1","model":"keba-p30","port":5021}]}""");
        configuration.TimeZone.ShouldBe("Europe/Zurich");
        configuration.Address.ShouldBe("127.0.0.1");
        configuration.Household.PhaseShares.Sum().ShouldBe(1, 1e-9);
        var station = configuration.Stations.Single();
        (station.Phases, station.Rotation, station.MaximumA, station.FallbackA, station.Card, station.Unit).ShouldBe((3, "123", 16.0, 6.0, null, null));
    }

    [Theory]
    [InlineData("\"model\":\"keba-p99\"", "unknown model 'keba-p99'")]
    [InlineData("\"model\":\"keba-p30\",\"rotation\":\"2\"", "rotation '2'")]
    [InlineData("\"model\":\"keba-p30\",\"phases\":2", "1 or 3 phases")]
    [InlineData("\"model\":\"keba-p30\",\"maximumA\":4", "between 6 and 63")]
    [InlineData("\"model\":\"keba-p30\",\"fallbackA\":20", "fallbackA of station A1")]
    [InlineData("\"model\":\"keba-p30\",\"meterUnit\":1", "the meter unit 1 is used twice")]
    public void A_station_that_cannot_be_is_named(string fields, string why) => Error(
        $$"""{"meterPort":5020,"meters":[{{Grid}}],"stations":[{"id":"{{StationId}}","name":"A1","port":5021,{{fields}}}]}""").ShouldContain(why);

    [Theory]
    [InlineData("\"meterPort\":70000", "70000 is no port")]
    [InlineData("\"meterPort\":0", "0 is no port")]
    [InlineData("\"meterPort\":5020,\"address\":\"house\"", "'house' is no IP address")]
    [InlineData("\"meterPort\":5020,\"timeZone\":\"Europe/Nowhere\"", "'Europe/Nowhere' is unknown")]
    [InlineData("\"meterPort\":5020,\"household\":null", "household")]
    [InlineData("\"meterPort\":5020,\"household\":{\"phaseShares\":[1]}", "three numbers")]
    public void A_site_that_cannot_be_is_told(string fields, string why) =>
        Error($$"""{ {{fields}},"meters":[{{Grid}}],"stations":[]}""").ShouldContain(why);

    public void Dispose() => File.Delete(_path);

    private string Error(string json) => Should.Throw<UserErrorException>(() => Read(json)).Message;

    private SiteConfiguration Read(string json)
    {
        File.WriteAllText(_path, json);
        return ConfigurationFile.Read(_path);
    }
}
