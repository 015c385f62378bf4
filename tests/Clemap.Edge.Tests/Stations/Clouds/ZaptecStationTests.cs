using System.Text.Json.Nodes;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds.Zaptec;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations.Clouds;

public sealed class ZaptecStationTests
{
    private const string Id = "ZAP100000";

    private static readonly string Update = $"/api/chargers/{CloudBench.StationId}/update";
    private static readonly string Command = $"/api/chargers/{CloudBench.StationId}/sendCommand/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Id)]
    [InlineData("01900000-0000-7000-8000-0000000000A1")]
    public async Task A_charging_car_is_seen_by_serial_number_or_id(string id)
    {
        await using var bench = await StartAsync();

        var (sample, _, _) = await bench.SecondsAsync(new ZaptecStation(bench.Account, id, 32, bench.Clock), 20, null);

        sample.ShouldNotBeNull();
        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L3!.Value.ShouldBe(bench.Point.CurrentA[2], 1);
        sample.VoltageV.L1!.Value.ShouldBe(bench.Point.VoltageV[0], 3);
        (sample.ActiveW.Sum / sample.ApparentVA)!.Value.ShouldBe(0.995, 0.01);
        sample.SessionWh.ShouldNotBeNull();
        sample.Card.ShouldBe("04A1B2C3D6");
        sample.MeasuredBefore.ShouldBeLessThan(TimeSpan.FromSeconds(11));
        bench.Asked.ShouldContain(("POST", "/oauth/token", "grant_type=password&username=demo%40example.com&password=simulated"));
    }

    [Fact]
    public async Task A_value_keeps_the_age_at_which_the_charger_told_it()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                foreach (var one in node.AsArray().Where(one => one!["StateId"]!.GetValue<int>() == 508))
                    one!["Timestamp"] = "2026-11-02T17:50:00.123"; // as the maker writes it: UTC, without saying so
        };

        var (sample, _, _) = await bench.SecondAsync(Station(bench), null);

        sample!.MeasuredBefore.ShouldBe(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Orders_go_to_the_charger_and_a_pause_is_both_a_limit_and_a_command()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondsAsync(station, 15, null);

        await bench.SecondsAsync(station, 5, 9.9);
        bench.Asked.ShouldContain(("POST", Update, """{"maxChargeCurrent":9}"""));
        bench.Point.OfferedA.ShouldBe(9);

        (await bench.SecondAsync(station, 0)).Outcome.ShouldBe(OrderOutcome.Sent);
        (await bench.SecondsAsync(station, 4, 0)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Asked.ShouldContain(("POST", Update, """{"maxChargeCurrent":0}"""));
        bench.Asked.ShouldContain(("POST", Command + "506", ""));
        bench.Point.OfferedA.ShouldBe(0);

        (await bench.SecondsAsync(station, 30, 12)).Outcome.ShouldBe(OrderOutcome.Confirmed, "it is known to have less");
        bench.Point.OfferedA.ShouldBe(0, "more waits a minute");
        (await bench.SecondsAsync(station, 35, 12)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Asked.ShouldContain(("POST", Command + "507", ""));
        bench.Point.OfferedA.ShouldBe(12);
        bench.Asked.ShouldAllBe(asked => asked.Method == "GET" || !asked.Path.StartsWith("/api/installation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_car_a_pause_needs_no_command_and_is_confirmed()
    {
        await using var bench = await StartAsync(hasCar: false);
        var station = Station(bench);
        await bench.SecondAsync(station, null);

        (await bench.SecondsAsync(station, 5, 0)).Outcome.ShouldBe(OrderOutcome.Confirmed);

        bench.Count("POST", Command).ShouldBe(0);
    }

    [Fact]
    public async Task The_available_current_of_the_installation_is_a_limit_from_outside()
    {
        await using var bench = await StartAsync(fallbackA: 13);
        var station = Station(bench);

        await bench.SecondAsync(station, null);

        station.OutsideLimitA.ShouldBe(13);
        await bench.SecondsAsync(station, 250, null);
        bench.Count("GET", "/api/installation/").ShouldBe(1, "every five minutes");
        await bench.SecondsAsync(station, 60, null);
        bench.Count("GET", "/api/installation/").ShouldBe(2);
    }

    [Fact]
    public async Task An_offline_current_above_the_commissioned_maximum_is_lowered_and_proven()
    {
        await using var bench = await StartAsync(fallbackA: 32);
        var station = new ZaptecStation(bench.Account, Id, maximumA: 16, bench.Clock);
        await station.ReadAsync(Cancellation);

        await station.PrepareAsync(Cancellation);
        bench.Asked.ShouldContain(("POST", Update, """{"offlineChargeCurrent":16}"""));
        await station.PrepareAsync(Cancellation);
        bench.Count("POST", Update).ShouldBe(1);
        ((IStation)station).WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task A_charger_that_shows_no_offline_current_is_refused()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (node is JsonArray all)
                foreach (var one in all.Where(one => one!["StateId"]?.GetValue<int>() == 523).ToList())
                    all.Remove(one);
        };
        var station = Station(bench);
        await station.ReadAsync(Cancellation);

        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("shows an offline current of nothing A");
    }

    [Theory]
    [InlineData(-2, "0", "has no connection to Zaptec")]
    [InlineData(710, "0", "tells no state")]
    [InlineData(710, "much", "tells no state")]
    public async Task A_charger_that_the_cloud_does_not_reach_is_missing(int observation, string value, string sentence)
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                node.AsArray().Single(one => one!["StateId"]!.GetValue<int>() == observation)!["ValueAsString"] = value;
        };

        var (sample, problem, _) = await bench.SecondAsync(Station(bench), null);

        sample.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(sentence);
    }

    [Fact]
    public async Task An_id_that_the_account_does_not_have_is_told_with_those_that_it_has()
    {
        await using var bench = await StartAsync();

        (await bench.SecondAsync(new ZaptecStation(bench.Account, "ZAP999999", 32, bench.Clock), null)).Problem
            .ShouldBe("The account 'garage' has no device 'ZAP999999' at Zaptec; it has ZAP100000.");
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await using var bench = await CloudBench.StartAsync("zaptec-cloud", "zaptec", secret: "wrong");

        (await bench.SecondAsync(Station(bench), null)).Problem.ShouldBe("Zaptec refuses user 'demo@example.com' with this password.");
    }

    [Fact]
    public async Task An_order_that_another_party_forbids_is_a_failure()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondAsync(station, null);
        bench.AnswerWith(403, to: request => request.Path == Update);

        (await bench.SecondAsync(station, 10)).Problem.ShouldBe($"Zaptec answered POST {Update} with 403.");
    }

    [Fact]
    public async Task What_does_not_speak_numbers_is_no_answer()
    {
        await using var bench = await StartAsync();
        bench.AnswerWith(200, """{"Message":"maintenance"}""", to: request => request.Path.Value!.EndsWith("/state", StringComparison.Ordinal));

        (await bench.SecondAsync(Station(bench), null)).Problem.ShouldNotBeNull().ShouldContain("is not Zaptec");
    }

    private static Task<CloudBench> StartAsync(double fallbackA = 32, bool hasCar = true) => CloudBench.StartAsync("zaptec-cloud", "zaptec", fallbackA, hasCar: hasCar);

    private static ZaptecStation Station(CloudBench bench) => new(bench.Account, Id, 32, bench.Clock);
}
