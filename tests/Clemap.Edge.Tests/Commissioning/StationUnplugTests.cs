using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.LocalApi;
using Clemap.LoadControl.Electrical;
using static Clemap.Edge.Tests.Commissioning.Wizard;

namespace Clemap.Edge.Tests.Commissioning;

/// <summary>The plug of a station is pulled, on real sockets.</summary>
public sealed class StationUnplugTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_seconds_until_it_fell_are_measured_at_the_meter_and_written_into_the_report()
    {
        await using var box = await Box.StartAsync(2);
        var elena = await ChargingAsync(box, 2);

        await PullAsync(box, elena);
        await Task.Delay(TimeSpan.FromSeconds(7), Stop);
        box.Garage.Takes(1, 6); // as the station does by itself
        await StepAsync(elena, "unplug-plug-in");
        box.Garage.Order(2).ShouldBeLessThanOrEqualTo(17); // nobody took the room of the one that was away
        PlugIn(box);
        var result = await ResultAsync(elena);

        result.Code().ShouldBe("unplug-station-passed");
        result.Verdict().ShouldBe("passed");
        result.Value(0).ShouldBeInRange(7, 11);
        (result.Value(1), result.Value(2), result.Value(3)).ShouldBe((6, 6, 0));
        string page = await ReportAsync(elena);
        page.ShouldContain($"{result["values"]![0]} s after the station was gone, the meter saw it fall to its fallback of 6 A");
    }

    [Fact]
    public async Task One_that_stayed_until_the_plug_was_in_again_does_not_pass_by_falling_then()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await ChargingAsync(box, 1);

        await PullAsync(box, elena);
        await StepAsync(elena, "unplug-plug-in");
        box.Garage.Takes(1, 6);
        PlugIn(box);
        var result = await ResultAsync(elena);

        result.Code().ShouldBe("unplug-station-stayed");
        result.Verdict().ShouldBe("failed");
        result.Value(0).ShouldBe(30); // it falls back after 20 s, and the car has ten more
    }

    [Fact]
    public async Task One_that_comes_back_above_its_fallback_fails()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await ChargingAsync(box, 1);

        await PullAsync(box, elena);
        box.Garage.Takes(1, 6);
        await StepAsync(elena, "unplug-plug-in");
        box.Garage.Takes(1, 14);
        PlugIn(box);
        var result = await ResultAsync(elena);

        result.Code().ShouldBe("unplug-station-failed");
        (result.Value(0), result.Value(1)).ShouldBe((14, 6));
    }

    [Fact]
    public async Task Where_no_meter_is_the_result_says_that_nobody_saw_when_it_fell()
    {
        await using var box = await Box.StartAsync(1, WithoutMeter);
        var elena = await ChargingAsync(box, 1);

        await PullAsync(box, elena);
        box.Garage.Takes(1, 6);
        await StepAsync(elena, "unplug-plug-in");
        PlugIn(box);
        var result = await ResultAsync(elena);

        result.Code().ShouldBe("unplug-station-unseen");
        (result.Value(0), result.Value(1), result.Value(2)).ShouldBe((6, 6, 30));
    }

    // The controller orders nothing but the fallback by then; a station that obeys that at once has not proven that it falls back alone.
    [Fact]
    public async Task Where_no_meter_is_one_that_stayed_is_seen_before_the_first_order_and_fails()
    {
        await using var box = await Box.StartAsync(1, WithoutMeter);
        var elena = await ChargingAsync(box, 1);

        await PullAsync(box, elena);
        await StepAsync(elena, "unplug-plug-in");
        PlugIn(box);
        var result = await ResultAsync(elena);

        result.Code().ShouldBe("unplug-station-failed");
        result.Value(0).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Who_plugs_it_in_too_early_or_pulls_with_nothing_flowing_has_proven_nothing()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await ChargingAsync(box, 1);

        await PullAsync(box, elena);
        await StepAsync(elena, "unplug-wait");
        PlugIn(box);
        (await ResultAsync(elena)).Code().ShouldBe("unplug-too-short");

        await StartAsync(elena, "unplug", new { subjectId = TestSite.Station(1) });
        await StepAsync(elena, "unplug-pull");
        box.Garage.Takes(1, 6); // the car is nearly full
        await Box.UntilAsync(async () => JsonNode.Parse(await elena.GetStringAsync("/api/live", Stop))!["stations"]![0]!["currentA"]![0]!.GetValue<double>() < 7, "6 A are seen");
        await Task.Delay(2000, Stop);
        Pull(box);
        var result = await ResultAsync(elena);
        (result.Code(), result.Verdict()).ShouldBe(("unplug-nothing-flowed", "unclear"));
    }

    private static EdgeConfiguration WithoutMeter(EdgeConfiguration configuration) => configuration with
    {
        Circuits = [new CircuitConfiguration(TestSite.Grid, "Grid connection", 40) { StaticBaseLoadA = PhaseCurrents.Balanced(10) }],
    };

    private static async Task<HttpClient> ChargingAsync(Box box, int stations)
    {
        var elena = await box.FirstAsync();
        await Box.UntilAsync(() => Task.FromResult(Enumerable.Range(1, stations).All(station => box.Garage.Order(station) > 10)), "cars that charge");
        await StartAsync(elena, "unplug", new { subjectId = TestSite.Station(1) });
        return elena;
    }

    private static async Task PullAsync(Box box, HttpClient elena)
    {
        await StepAsync(elena, "unplug-pull");
        await Task.Delay(2500, Stop); // somebody walks there
        Pull(box);
    }

    private static void Pull(Box box)
    {
        box.Garage.Stations[0].Hangs = true;
        box.Garage.Stations[0].DropClients();
    }

    private static void PlugIn(Box box) => box.Garage.Stations[0].Hangs = false;
}
