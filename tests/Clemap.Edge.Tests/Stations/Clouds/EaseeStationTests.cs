using System.Text.Json.Nodes;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds.Easee;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations.Clouds;

public sealed class EaseeStationTests
{
    private const string Id = "EH100000";
    private const string CircuitCurrent = "/api/sites/7000/circuits/8000/dynamicCurrent";
    private const string CircuitSettings = "/api/sites/7000/circuits/8000/settings";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_charging_car_is_seen_and_its_currents_are_never_taken_for_fresh()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);

        var (sample, _, _) = await bench.SecondsAsync(station, 20, null);

        sample.ShouldNotBeNull();
        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L2!.Value.ShouldBe(bench.Point.CurrentA[1], 0.5);
        sample.SessionWh!.Value.ShouldBe(bench.Point.SessionWh, 50);
        sample.MeasuredBefore.ShouldBeGreaterThan(TimeSpan.FromSeconds(59));
        sample.AppliedLimitA.ShouldBe(8);
        bench.Asked.ShouldContain(("POST", "/api/accounts/login", """{"userName":"demo@example.com","password":"simulated"}"""));
    }

    [Fact]
    public async Task The_fallback_is_written_to_flash_once_and_only_when_it_differs()
    {
        await using var bench = await StartAsync(offlineA: 16);
        var station = Station(bench, fallbackA: 8);
        await station.ReadAsync(Cancellation);

        await station.PrepareAsync(Cancellation);
        bench.Asked.ShouldContain(("POST", CircuitSettings, """{"offlineMaxCircuitCurrentP1":8,"offlineMaxCircuitCurrentP2":8,"offlineMaxCircuitCurrentP3":8}"""));

        await bench.SecondsAsync(station, 20, null);
        await station.PrepareAsync(Cancellation);
        bench.Count("POST", CircuitSettings).ShouldBe(1);
    }

    [Fact]
    public async Task A_fallback_that_the_charger_does_not_show_is_refused()
    {
        await using var bench = await StartAsync(offlineA: 16);
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                node["offlineMaxCircuitCurrentP2"] = 20;
        };
        var station = Station(bench, fallbackA: 8);
        await station.ReadAsync(Cancellation);

        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("written was 8 A");
    }

    [Fact]
    public async Task Orders_go_to_the_circuit_and_less_counts_only_when_the_charger_shows_it()
    {
        await using var bench = await StartAsync();
        var station = await PreparedAsync(bench);

        (await bench.SecondAsync(station, 12.9)).Outcome.ShouldBe(OrderOutcome.Sent, "nobody knows what it had");
        bench.Asked.ShouldContain(("POST", CircuitCurrent, """{"phase1":12,"phase2":12,"phase3":12,"timeToLive":3}"""));
        (await bench.SecondsAsync(station, 5, 12.9)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Point.OfferedA.ShouldBe(12);

        (await bench.SecondAsync(station, 7)).Outcome.ShouldBe(OrderOutcome.Sent, "accepted is not in force");
        (await bench.SecondsAsync(station, 5, 7)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Point.OfferedA.ShouldBe(7);

        await bench.SecondsAsync(station, 10, 0);
        bench.Point.OfferedA.ShouldBe(0);
        (await bench.SecondsAsync(station, 10, 10)).Outcome.ShouldBe(OrderOutcome.Confirmed, "it is known to have less");
        bench.Point.OfferedA.ShouldBe(0, "more waits half a minute");
        (await bench.SecondsAsync(station, 30, 10)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Point.OfferedA.ShouldBe(10);
        bench.Count("POST", "/api/chargers/EH100000/settings").ShouldBe(0, "what lies in flash is not for control");
    }

    [Fact]
    public async Task An_order_is_renewed_while_the_controller_lives_and_ends_when_it_does_not()
    {
        await using var bench = await StartAsync();
        var station = await PreparedAsync(bench);

        await bench.SecondsAsync(station, 400, 12);
        bench.Point.OfferedA.ShouldBe(12);
        bench.Count("POST", CircuitCurrent).ShouldBeInRange(6, 8);

        await bench.SecondsAsync(station, (int)EaseeStation.FallsBackAfter.TotalSeconds, null);
        bench.Point.OfferedA.ShouldBe(8);
        ((IStation)station).WhenSilent.ShouldBe(WhenSilent.FallsBack);
    }

    [Fact]
    public async Task A_charger_that_shows_more_than_ordered_is_ordered_again()
    {
        await using var bench = await StartAsync();
        var station = await PreparedAsync(bench);
        await bench.SecondsAsync(station, 10, 10);
        int before = bench.Count("POST", CircuitCurrent);
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                (node["dynamicCircuitCurrentP1"], node["dynamicCircuitCurrentP2"], node["dynamicCircuitCurrentP3"]) = (40, 40, 40);
        };

        var (_, _, outcome) = await bench.SecondsAsync(station, 25, 10);

        outcome.ShouldBe(OrderOutcome.Sent);
        bench.Count("POST", CircuitCurrent).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task A_charger_that_shares_its_circuit_is_limited_at_the_charger_and_holds_no_fallback()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/site", StringComparison.Ordinal))
                node["circuits"]![0]!["chargers"]!.AsArray().Add(new JsonObject { ["id"] = "EH900000" });
        };
        var station = Station(bench);
        await station.ReadAsync(Cancellation);

        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("shares its circuit with 1 more");
        await bench.SecondsAsync(station, 5, 7);

        bench.Asked.ShouldContain(("POST", "/api/chargers/EH100000/settings", """{"dynamicChargerCurrent":7}"""));
        bench.Count("POST", CircuitCurrent).ShouldBe(0);
        bench.Point.OfferedA.ShouldBe(7);
        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("own in the Easee app");
        bench.Count("GET", "/api/chargers/EH100000/site").ShouldBe(1);
    }

    [Fact]
    public async Task An_id_that_the_account_does_not_have_is_told_with_those_that_it_has()
    {
        await using var bench = await StartAsync();
        var (_, problem, _) = await bench.SecondAsync(new EaseeStation(bench.Account, "EH100001", 8, bench.Clock), null);

        problem.ShouldBe("The account 'garage' has no device 'EH100001' at Easee; it has EH100000.");
    }

    [Theory]
    [InlineData("isOnline", "false", "has no connection to Easee")]
    [InlineData("chargerOpMode", "0", "has no connection to Easee")]
    [InlineData("chargerOpMode", "null", "tells no state")]
    [InlineData("latestPulse", "\"2026-11-02T17:30:00Z\"", "has told Easee nothing since 2026-11-02 17:30 UTC")]
    public async Task A_charger_that_the_cloud_does_not_reach_is_missing(string field, string value, string sentence)
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondsAsync(station, 3, null);
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                node[field] = JsonNode.Parse(value);
        };

        var (sample, problem, _) = await bench.SecondsAsync(station, 12, null);
        sample.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(sentence);

        int generation = station.Generation;
        bench.Change = null;
        (await bench.SecondsAsync(station, 12, null)).Sample.ShouldNotBeNull();
        station.Generation.ShouldBe(generation + 1, "it may have restarted");
    }

    [Fact]
    public async Task A_value_that_is_missing_is_missing_and_not_zero()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                (node["inCurrentT4"], node["sessionEnergy"], node["dynamicCircuitCurrentP3"]) = (null, null, null);
        };

        var (sample, _, _) = await bench.SecondAsync(Station(bench), null);

        sample.ShouldNotBeNull();
        (sample.CurrentA.L2, sample.SessionWh).ShouldBe((null, null));
    }

    private static Task<CloudBench> StartAsync(double offlineA = 8) => CloudBench.StartAsync("easee-cloud", "easee", offlineA);

    private static EaseeStation Station(CloudBench bench, double fallbackA = 8) => new(bench.Account, Id, fallbackA, bench.Clock);

    private static async Task<EaseeStation> PreparedAsync(CloudBench bench)
    {
        var station = Station(bench);
        await station.ReadAsync(Cancellation);
        await station.PrepareAsync(Cancellation);
        return station;
    }
}
