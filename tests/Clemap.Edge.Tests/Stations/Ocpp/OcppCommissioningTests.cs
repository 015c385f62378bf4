using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.CloudLink;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations.Ocpp;

public sealed class OcppCommissioningTests
{
    [Fact]
    public void A_wrong_configuration_names_the_field_and_the_rule()
    {
        var site = TestSite.Create("data", 502);
        var part = OcppBench.Part(1);
        (string Field, string Rule)[] Problems(EdgeConfiguration configuration) => [.. ConfigurationRules.Check(configuration).Select(problem => (problem.Field, problem.Rule))];
        EdgeConfiguration With(StationConfiguration station, OcppConfiguration? ocpp = null) =>
            site with { Ocpp = ocpp ?? new OcppConfiguration { Port = 8887 }, Stations = [station] };

        Problems(With(part)).ShouldBeEmpty();
        Problems(site with { Stations = [part] }).ShouldHaveSingleItem().Field.ShouldBe("ocpp");
        Problems(With(part with { Ocpp = null }))[^1].Field.ShouldBe("stations[0].ocpp");
        Problems(With(part with { Ocpp = part.Ocpp! with { Identity = "a/b" } })).ShouldHaveSingleItem().Field.ShouldBe("stations[0].ocpp.identity");
        Problems(With(part with { Ocpp = part.Ocpp! with { KeepsProfile = true } })).ShouldHaveSingleItem().ShouldBe(
            ("stations[0].fallbackA", "must be maximumA: with keepsProfile the station holds no fallback when the controller is silent"));
        Problems(With(part) with { Stations = [part, part with { Id = TestSite.Station(2) }] }).ShouldHaveSingleItem().ShouldBe(("stations[1].ocpp", "is used twice"));
        Problems(With(part, new OcppConfiguration { Port = 8887, ChargePoints = [new ChargePointConfiguration("CP-1", "short")] })).ShouldHaveSingleItem().Field
            .ShouldBe("ocpp.chargePoints[0].password");
        Problems(With(part, new OcppConfiguration { Port = 8887, ChargePoints = [new ChargePointConfiguration("CP-1", Forward: new ForwardConfiguration("http://x"))] }))
            .ShouldHaveSingleItem().Field.ShouldBe("ocpp.chargePoints[0].forward.url");
    }
}

/// <summary>Two connectors of one device, of which one takes no profile that ends.</summary>
public sealed class OcppConnectorTests : OcppBench
{
    internal override EdgeConfiguration Commission(EdgeConfiguration site) => site with
    {
        Stations = [Part(1), Part(2) with { FallbackA = 16, Ocpp = new OcppStationConfiguration(Identity) { Connector = 2, KeepsProfile = true } }],
        Circuits = [site.Circuits[0] with { RatingA = 63 }],
    };

    [Fact]
    public async Task Each_connector_is_a_station_of_its_own()
    {
        var station = await ReadyAsync();
        await station.StatusAsync("Charging", 2);
        await station.CurrentAsync(9, 9, 9, connector: 2);
        int one = (int)(await station.StartAsync(1, "AA"))["transactionId"]!;
        int two = (int)(await station.StartAsync(2, "BB"))["transactionId"]!;
        (await CycleAsync(8, 0)).ShouldBeTrue();
        (await CycleAsync(12, 1)).ShouldBeTrue();

        (station.Limit(1), station.Limit(2)).ShouldBe((8.0, 12.0));
        two.ShouldNotBe(one);
        (Sources[0].Latest!.Value.Sample.Card, Sources[1].Latest!.Value.Sample.Card).ShouldBe(("AA", "BB"));
        (Sources[0].Latest!.Value.Sample.CurrentA.L1, Sources[1].Latest!.Value.Sample.CurrentA.L1).ShouldBe((null, 9.0));
    }

    [Fact]
    public async Task A_station_that_keeps_its_profile_is_reckoned_with_as_such()
    {
        var station = await ReadyAsync();
        await CycleAsync(12, 1);

        Sources[1].WhenSilent.ShouldBe(WhenSilent.Unknown);
        Sources[1].Traits.FallbackTime.ShouldBeNull();
        var profile = station.Profiles(2).ShouldHaveSingleItem();
        ((int)profile["stackLevel"]!, profile.ContainsKey("validTo")).ShouldBe((8, false));
        station.Peer.Cut();
        await Patience.UntilAsync(() => !Device.IsConnected, "the connection is gone");
        Clock.Advance(TimeSpan.FromDays(1));
        station.Limit(2).ShouldBe(12);
    }
}
