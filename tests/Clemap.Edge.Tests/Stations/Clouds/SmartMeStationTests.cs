using System.Text.Json.Nodes;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds.SmartMe;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations.Clouds;

public sealed class SmartMeStationTests
{
    private const string Serial = "9000000";
    private const string Current = "/api/pico/loadmanagementgroup/current/9000000?current=";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Serial)]
    [InlineData("01900000-0000-7000-8000-0000000000a1")]
    public async Task A_charging_car_is_seen_by_serial_number_or_id(string id)
    {
        await using var bench = await StartAsync();

        var (sample, _, _) = await bench.SecondsAsync(new SmartMeStation(bench.Account, id, bench.Clock), 35, null);

        sample.ShouldNotBeNull();
        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L1!.Value.ShouldBe(bench.Point.CurrentA[0], 1);
        sample.ActiveW.Sum!.Value.ShouldBe(bench.Point.PowerW.Sum, 500);
        sample.SessionWh.ShouldNotBeNull();
        sample.MeasuredBefore.ShouldBeLessThan(TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task Orders_are_milliamperes_for_its_own_group()
    {
        await using var bench = await StartAsync();
        var station = await PreparedAsync(bench);

        (await bench.SecondAsync(station, 11.5)).Outcome.ShouldBe(OrderOutcome.Sent);
        (await bench.SecondsAsync(station, 5, 11.5)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Count("POST", Current + "11000").ShouldBe(1);
        bench.Point.OfferedA.ShouldBe(11);

        (await bench.SecondsAsync(station, 5, 0)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Point.OfferedA.ShouldBe(0);
        (await bench.SecondsAsync(station, 40, 9)).Outcome.ShouldBe(OrderOutcome.Confirmed);
        bench.Point.OfferedA.ShouldBe(9);
        ((IStation)station).WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task A_group_of_several_is_never_ordered()
    {
        await using var bench = await StartAsync();
        var neighbour = Guid.CreateVersion7();
        bench.Change = (path, node) =>
        {
            if (path == "/api/pico")
                node.AsArray().Add(new JsonObject { ["Id"] = neighbour, ["Serial"] = 9_000_777 });
        };
        bench.AnswerWith(200, $$"""{"GroupId":"{{CloudBench.StationId}}"}""", to: request => request.Path.Value!.StartsWith($"/api/pico/settings/{neighbour}", StringComparison.Ordinal));
        var station = Station(bench);
        await station.ReadAsync(Cancellation);

        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("shares its load-management group with 9000777");
        (await bench.SecondAsync(station, 6)).Problem.ShouldNotBeNull().ShouldContain("one for both");
        bench.Count("POST", "/api/pico").ShouldBe(0);
    }

    [Fact]
    public async Task A_unit_that_is_not_known_and_a_value_without_time_are_no_measurement()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.StartsWith("/api/Devices", StringComparison.Ordinal))
                (node["ActivePowerUnit"], node["ValueDate"]) = ("BTU", null);
        };

        var (sample, _, _) = await bench.SecondsAsync(Station(bench), 20, null);

        sample!.ActiveW.Sum.ShouldBeNull();
        sample.MeasuredBefore.ShouldBeGreaterThan(TimeSpan.FromSeconds(59));
    }

    [Fact]
    public async Task Without_the_right_to_see_its_meter_the_station_is_still_controlled()
    {
        await using var bench = await StartAsync();
        bench.AnswerWith(403, to: request => request.Path.Value!.StartsWith("/api/Devices", StringComparison.Ordinal));

        var (sample, _, _) = await bench.SecondsAsync(Station(bench), 40, null);

        (sample!.State, sample.CurrentA.Sum).ShouldBe((StationState.Charging, null));
        bench.Count("GET", "/api/Devices").ShouldBe(1);
    }

    [Fact]
    public async Task Offline_an_unknown_id_and_a_wrong_key_are_told()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.StartsWith("/api/pico/charging", StringComparison.Ordinal))
                node["State"] = "Offline";
        };
        (await bench.SecondAsync(Station(bench), null)).Problem.ShouldBe($"{Serial} has no connection to smart-me.");
        (await bench.SecondAsync(new SmartMeStation(bench.Account, "1234", bench.Clock), null)).Problem
            .ShouldBe("The account 'garage' has no device '1234' at smart-me; it has 9000000.");

        await using var other = await CloudBench.StartAsync("smartme-pico-rest", "smart-me", secret: "wrong");
        var (_, problem, _) = await other.SecondsAsync(Station(other), 120, null);
        problem.ShouldBe("smart-me does not accept the account 'garage'.");
        other.Asked.Count.ShouldBeLessThan(14, "a key that is refused is not tried again and again");
    }

    private static Task<CloudBench> StartAsync() => CloudBench.StartAsync("smartme-pico-rest", "smart-me");

    private static SmartMeStation Station(CloudBench bench) => new(bench.Account, Serial, bench.Clock);

    private static async Task<SmartMeStation> PreparedAsync(CloudBench bench)
    {
        var station = Station(bench);
        await station.ReadAsync(Cancellation);
        await station.PrepareAsync(Cancellation);
        return station;
    }
}
