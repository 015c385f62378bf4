using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds.Wallbox;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations.Clouds;

public sealed class WallboxStationTests
{
    private const string Id = "300000";
    private const string Action = "/v3/chargers/300000/remote-action";
    private const string Limit = "/v2/charger/300000";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_charging_car_is_seen_without_currents()
    {
        await using var bench = await StartAsync();

        var (sample, _, _) = await bench.SecondsAsync(Station(bench), 65, null);

        sample.ShouldNotBeNull();
        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.Sum.ShouldBeNull("it tells none, and none is not zero");
        sample.SessionWh!.Value.ShouldBeGreaterThan(0);
        sample.AppliedLimitA.ShouldBe(32);
    }

    [Fact]
    public async Task Both_ways_in_which_a_sign_in_is_answered_are_understood()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path != "/users/signin")
                return;
            string token = node["jwt"]!.GetValue<string>();
            node.AsObject().Clear();
            node["data"] = new System.Text.Json.Nodes.JsonObject { ["attributes"] = new System.Text.Json.Nodes.JsonObject { ["token"] = token } };
        };

        (await bench.SecondAsync(Station(bench), null)).Sample.ShouldNotBeNull();
    }

    [Fact]
    public async Task Orders_are_whole_amperes_and_a_pause_leaves_the_least_behind()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondsAsync(station, 10, null);

        (await bench.SecondAsync(station, 10.7)).Outcome.ShouldBe(OrderOutcome.Sent);
        (await bench.SecondsAsync(station, 5, 10.7)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Asked.ShouldContain(("PUT", Limit, """{"maxChargingCurrent":10}"""));
        bench.Point.OfferedA.ShouldBe(10);

        (await bench.SecondsAsync(station, 25, 0)).Outcome.ShouldBe(OrderOutcome.Confirmed, "a car takes its time, and a look another");
        bench.Asked.ShouldContain(("POST", Action, """{"action":2}"""));
        bench.Asked.ShouldContain(("PUT", Limit, """{"maxChargingCurrent":6}"""));
        bench.Point.OfferedA.ShouldBe(0);

        (await bench.SecondsAsync(station, 90, 16)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Asked.ShouldContain(("POST", Action, """{"action":1}"""));
        bench.Point.OfferedA.ShouldBe(16);
    }

    [Fact]
    public async Task A_car_that_charges_through_a_pause_is_paused_again()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondsAsync(station, 12, 0);
        bench.Change = (path, node) => node["status_id"] = path.StartsWith("/chargers/status", StringComparison.Ordinal) ? 194 : node["status_id"]?.GetValue<int>();
        int before = bench.Count("POST", Action);

        var (_, _, outcome) = await bench.SecondsAsync(station, 60, 0);

        outcome.ShouldBe(OrderOutcome.Sent, "it is not paused as long as it charges");
        bench.Count("POST", Action).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task The_cloud_is_never_asked_more_than_it_bears()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondAsync(station, null);
        int refused = 0;
        for (int second = 0; second < 300; second++)
            if ((await bench.SecondAsync(station, second % 20 < 10 ? 6 + (second % 7) : 0)).Problem is not null)
                refused++;

        refused.ShouldBe(0);
    }

    [Theory]
    [InlineData("0", "has no connection to Wallbox")]
    [InlineData("163", "has no connection to Wallbox")]
    [InlineData("null", "tells no state")]
    public async Task A_charger_that_the_cloud_does_not_reach_is_missing_and_reckoned_with_its_maximum(string status, string sentence)
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        bench.Change = (path, node) =>
        {
            if (path.StartsWith("/chargers/status", StringComparison.Ordinal))
                node["status_id"] = System.Text.Json.Nodes.JsonNode.Parse(status);
        };

        var (sample, problem, _) = await bench.SecondAsync(station, null);

        sample.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(sentence);
        ((IStation)station).WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task An_unknown_id_and_a_wrong_password_are_told()
    {
        await using var bench = await StartAsync();
        (await bench.SecondAsync(new WallboxStation(bench.Account, "1", bench.Clock), null)).Problem.ShouldNotBeNull().ShouldContain("has no device '1' at Wallbox");

        await using var other = await CloudBench.StartAsync("wallbox-cloud", "wallbox", secret: "wrong");
        (await other.SecondAsync(Station(other), null)).Problem.ShouldBe("Wallbox refuses user 'demo@example.com' with this password.");
    }

    [Fact]
    public async Task It_has_nothing_to_prepare()
    {
        await using var bench = await StartAsync();
        await Station(bench).PrepareAsync(Cancellation);
        bench.Asked.ShouldBeEmpty();
    }

    private static Task<CloudBench> StartAsync() => CloudBench.StartAsync("wallbox-cloud", "wallbox");

    private static WallboxStation Station(CloudBench bench) => new(bench.Account, Id, bench.Clock);
}
