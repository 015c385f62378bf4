using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.SiteModel;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class ConfigurationChangesTests
{
    private static readonly EdgeConfiguration Before = TestSite.Create("data", 502, 503, 504);

    [Fact]
    public void A_changed_field_is_told_with_its_place_and_both_values() => Between(Before with
    {
        BaseLoadA = 12,
        Stations = [Before.Stations[0] with { FallbackA = 8, Weight = 2 }, Before.Stations[1]],
    }).ShouldBe(["configuration.changed||baseLoadA|10|12", "configuration.changed|A1|fallbackA|6|8", "configuration.changed|A1|weight|–|2"]);

    [Fact]
    public void What_came_and_went_is_told_by_name_and_an_id_as_the_name_of_what_it_means()
    {
        var cellar = new CircuitConfiguration(Guid.CreateVersion7(), "Cellar", 20, TestSite.Grid);
        Between(Before with
        {
            Circuits = [.. Before.Circuits, cellar],
            Stations = [Before.Stations[0] with { CircuitId = cellar.Id }],
        }).ShouldBe(["configuration.added|Cellar|circuits", "configuration.changed|A1|circuitId|Grid connection|Cellar", "configuration.removed|A2|stations"]);
    }

    [Fact]
    public void An_order_of_the_same_things_is_no_change() => Between(Before with { Stations = [.. Before.Stations.Reverse()] }).ShouldBeEmpty();

    [Fact]
    public void A_part_comes_into_use_and_a_list_is_one_value()
    {
        var with = Before with { Building = new BuildingConfiguration { ModbusPort = 5020, Allow = ["10.0.0.1"] } };
        Between(with).ShouldBe(["configuration.on||building"]);
        Between(with, with with { Building = with.Building with { Allow = ["10.0.0.1", "10.0.0.2"] } })
            .ShouldBe(["configuration.changed||building.allow|10.0.0.1|10.0.0.1, 10.0.0.2"]);
        Between(with, Before).ShouldBe(["configuration.off||building"]);
    }

    [Fact]
    public void No_secret_is_ever_told()
    {
        var before = Before with
        {
            Cloud = new CloudConfiguration("https://example.org", "first-secret") { Proxy = new ProxyConfiguration("http://p:1", "u", "second-secret") },
            Building = new BuildingConfiguration { RestPort = 7000, User = "u", Password = "third-secret" },
            Ocpp = new OcppConfiguration { Port = 8887, ChargePoints = [new ChargePointConfiguration("S1", "fourth-secret", new ForwardConfiguration("ws://b", "fifth-secret"))] },
        };
        var after = before with
        {
            Cloud = new CloudConfiguration("https://example.org", "new-secret") { Proxy = new ProxyConfiguration("http://p:1", "u", "new-secret") },
            Building = before.Building! with { Password = "new-secret" },
            Ocpp = new OcppConfiguration { Port = 8887, ChargePoints = [new ChargePointConfiguration("S1", "new-secret", new ForwardConfiguration("ws://b", "new-secret"))] },
        };
        var changes = ConfigurationChanges.Between(before, after);
        changes.Count.ShouldBe(5);
        changes.ShouldAllBe(change => change.Values[2] == "•••" && change.Values[3] == "•••" && !change.Detail.Contains("secret"));
    }

    private static IEnumerable<string> Between(EdgeConfiguration after) => Between(Before, after);

    private static IEnumerable<string> Between(EdgeConfiguration before, EdgeConfiguration after) =>
        ConfigurationChanges.Between(before, after).Select(change => $"{change.What}|{string.Join('|', change.Values)}");
}
