using Clemap.Edge.Configuration;

namespace Clemap.Edge.Tests.Configuration;

public sealed class CloudAccountRulesTests
{
    private static readonly EdgeConfiguration Site = TestSite.Create("data", 502, 503);

    private static readonly EdgeConfiguration Good = Site with
    {
        CloudAccounts = [new CloudAccountConfiguration("garage", "easee", "demo@example.com"), new CloudAccountConfiguration("meters", "smart-me")],
        Meters = [.. Site.Meters, new MeterConfiguration(Guid.CreateVersion7(), "Solar", Contracts.Sites.MeterKind.Production, "smartme-meter-rest") { Cloud = new("meters", "8000001") }],
        Stations = [Site.Stations[0] with { Model = "easee-cloud", Host = "", Port = null, Unit = null, Cloud = new("garage", "EH100000") }],
    };

    [Fact]
    public void Accounts_stations_and_meters_of_clouds_are_taken() => ConfigurationRules.Check(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("Garage", "easee", "u", null, "cloudAccounts[0].name", "must be 1 to 40 small letters, digits and hyphens")]
    [InlineData("../edge", "easee", "u", null, "cloudAccounts[0].name", "must be 1 to 40 small letters, digits and hyphens")]
    [InlineData("garage", "acme", "u", null, "cloudAccounts[0].vendor", "'acme' is not known; known are easee, smart-me, wallbox, zaptec")]
    [InlineData("garage", "zaptec", null, null, "cloudAccounts[0].user", "is needed for this vendor")]
    [InlineData("garage", "smart-me", "u", null, "cloudAccounts[0].user", "is not for this vendor: its key alone opens the cloud")]
    [InlineData("garage", "easee", "u", "http://api.easee.com", "cloudAccounts[0].address", "must be an absolute https address; http goes to this device itself only")]
    [InlineData("garage", "easee", "u", "https://u:p@example.com", "cloudAccounts[0].address", "must be an absolute https address; http goes to this device itself only")]
    [InlineData("garage", "easee", "u", "nowhere", "cloudAccounts[0].address", "must be an absolute https address; http goes to this device itself only")]
    public void A_wrong_account_is_told_by_its_field(string name, string vendor, string? user, string? address, string field, string rule) =>
        ConfigurationRules.Check(Site with { CloudAccounts = [new CloudAccountConfiguration(name, vendor, user) { Address = address }] })
            .ShouldContain(new ConfigurationProblem(field, rule));

    [Theory]
    [InlineData("https://clouds.example.com")]
    [InlineData("http://127.0.0.1:5031")]
    [InlineData("http://localhost:5031")]
    public void A_simulated_cloud_is_taken(string address) =>
        ConfigurationRules.Check(Good with { CloudAccounts = [Good.CloudAccounts![0] with { Address = address }, Good.CloudAccounts[1]] }).ShouldBeEmpty();

    [Fact]
    public void A_wrong_station_or_meter_is_told_by_its_field()
    {
        var (station, meter) = (Good.Stations[0], Good.Meters[1]);
        Problems(station with { Cloud = null }).ShouldContain(new ConfigurationProblem("stations[0].cloud", "is for stations of a cloud model, which need it"));
        Problems(station with { Model = "webasto-next", Host = "h" }).ShouldContain(new ConfigurationProblem("stations[0].cloud", "is for stations of a cloud model, which need it"));
        Problems(station with { Host = "h" }).ShouldContain(new ConfigurationProblem("stations[0].host", "is not for this model"));
        Problems(station with { Cloud = new("other", "EH1") }).ShouldContain(new ConfigurationProblem("stations[0].cloud.account", "names no cloud account"));
        Problems(station with { Cloud = new("meters", "EH1") }).ShouldContain(new ConfigurationProblem("stations[0].cloud.account", "must be an account at easee for this model"));
        Problems(station with { Cloud = new("garage", "EH1/../x") }).ShouldContain(new ConfigurationProblem("stations[0].cloud.id", "must be 1 to 64 letters, digits and hyphens"));
        Problems(station, station with { Id = Guid.CreateVersion7(), Cloud = new("garage", "eh100000") }).ShouldContain(new ConfigurationProblem("stations[1].cloud", "is used twice"));
        Problems(station with { MinimumA = 5 }).ShouldContain(problem => problem.Field == "stations[0].minimumA");
        Problems(station with { Model = "zaptec-cloud", Cloud = new("garage", "x") }).ShouldContain(new ConfigurationProblem(
            "stations[0].fallbackA", "must be maximumA: this model holds no fallback when the controller is silent"));
        Problems(station with { Switched = true, Model = "modbus-relay", Host = "h", Cloud = null, Meter = new SubmeterConfiguration("h", 502, 1, "smartme-meter-rest") })
            .ShouldContain(problem => problem.Field == "stations[0].meter.model");
        ConfigurationRules.Check(Good with { Meters = [Good.Meters[0], meter with { Cloud = null, Host = "h" }] }).Select(problem => problem.Field).ShouldBe(["meters[1].cloud", "meters[1].host"], ignoreOrder: true);
        ConfigurationRules.Check(Good with { Meters = [Good.Meters[0], meter with { Cloud = new("garage", "1") }] })
            .ShouldContain(new ConfigurationProblem("meters[1].cloud.account", "must be an account at smart-me for this model"));
    }

    private static IReadOnlyList<ConfigurationProblem> Problems(params StationConfiguration[] stations) => ConfigurationRules.Check(Good with { Stations = stations });
}
