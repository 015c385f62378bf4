using System.Diagnostics;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Tests.ControlLoop;

public sealed class ControllerTests
{
    [Fact]
    public async Task Two_cars_share_what_the_fuse_leaves()
    {
        await using var garage = new Garage(2);

        await garage.CycleAsync(8);

        (garage.Order(1) + garage.Order(2) + garage.BaseA).ShouldBeInRange(32, 40);
        Math.Abs(garage.Order(1) - garage.Order(2)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_lower_limit_is_on_the_wire_after_one_cycle()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);

        garage.Wish(1, 22);
        await garage.CycleAsync();

        (garage.Order(1) + garage.Order(2) + garage.BaseA).ShouldBeLessThanOrEqualTo(22);
        garage.Limits.Report("test").Version.ShouldBe(1);
        garage.Limits.Report("test").CircuitLimitsA[TestSite.Grid].ShouldBe(22);
    }

    [Fact]
    public async Task What_goes_down_is_on_the_wire_before_what_goes_up()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);
        garage.Wish(1, null, (TestSite.Station(1), new StationWish(8, null)));
        garage.Orders.Clear();

        await garage.CycleAsync(12);

        var orders = garage.Orders.ToList();
        orders[0].ShouldBe((1, 8));
        orders.ShouldContain(order => order.Station == 2);
        orders.FindIndex(order => order.Station == 2).ShouldBeGreaterThan(0);
        garage.Order(2).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_locked_station_gets_nothing_from_the_next_cycle_on()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);
        garage.Order(1).ShouldBeGreaterThan(0);

        garage.Locks.Follow(TestSite.Station(1), isLocked: true);
        await garage.CycleAsync(2);
        garage.Order(1).ShouldBe(0);

        garage.Locks.Follow(TestSite.Station(1), isLocked: false);
        garage.Wish(1, null, (TestSite.Station(1), new StationWish(0, null)));
        await garage.CycleAsync(12);
        garage.Order(1).ShouldBe(0, "an unlock lifts no limit");
    }

    [Fact]
    public async Task An_overload_is_answered_in_the_next_cycle()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);

        garage.SetBase(25);
        await garage.CycleAsync();

        (garage.Order(1) + garage.Order(2) + garage.BaseA).ShouldBeLessThanOrEqualTo(40);
    }

    [Fact]
    public async Task A_silent_meter_leads_to_the_failsafe_budget_within_the_bound()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);
        int before = garage.Order(1);
        garage.Meter.Hangs = true;

        var watch = Stopwatch.StartNew();
        while (garage.Live.Latest!.Circuits[0].FailSafe is false && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            await garage.CycleAsync();
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        await garage.CycleAsync(2);

        watch.Elapsed.ShouldBeLessThan(FaultMatrix.Within("meter silent, or its value too old") + TimeSpan.FromSeconds(3)); // one cycle, on a busy machine
        // The worst base load of 10 A is taken for granted.
        (garage.Order(1) + garage.Order(2)).ShouldBeLessThanOrEqualTo(30);
        garage.Order(1).ShouldBeLessThan(before);
        garage.Live.Latest!.Stations[0].Reasons.ShouldContain("fail-safe");
        garage.Live.Latest!.Circuits[0].Meter.ShouldBe("stale");
    }

    [Fact]
    public async Task What_somebody_should_look_at_is_shown_as_long_as_it_is_so_and_logged_once_at_each_end()
    {
        await using var garage = new Garage(1);
        garage.SetBase(45);
        await garage.CycleAsync(3);

        garage.Live.Latest!.Findings.ShouldHaveSingleItem().ShouldBe(new("base-load-too-high", TestSite.Grid, "Grid connection"));
        garage.Log.Lines.ShouldBe(["Warning: Grid connection: base-load-too-high"]);
        garage.Live.Latest!.Circuits[0].Meter.ShouldBe("fresh");

        garage.SetBase(5);
        await garage.CycleAsync(3);

        garage.Live.Latest!.Findings.ShouldBeEmpty();
        garage.Log.Lines.ShouldBe(["Warning: Grid connection: base-load-too-high", "Information: Grid connection: base-load-too-high is over"]);
    }

    [Fact]
    public async Task A_meter_that_never_spoke_is_a_finding_until_it_does()
    {
        await using var garage = new Garage(1);
        garage.Meter.Hangs = true;
        await garage.CycleAsync();

        garage.Live.Latest!.Circuits[0].ShouldSatisfyAllConditions(grid => grid.Meter.ShouldBe("missing"), grid => grid.FailSafe.ShouldBeTrue());
        garage.Live.Latest!.Findings.ShouldHaveSingleItem().Code.ShouldBe("meter-not-believed");

        garage.Meter.Hangs = false;
        var watch = Stopwatch.StartNew();
        while (garage.Live.Latest!.Circuits[0].FailSafe && watch.Elapsed < TimeSpan.FromSeconds(10))
            await garage.CycleAsync();
        garage.Live.Latest!.Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_meter_the_static_base_load_is_reckoned_with()
    {
        await using var garage = new Garage(2, configuration => configuration with
        {
            Circuits = [configuration.Circuits[0] with { MeterId = null, StaticBaseLoadA = new(12, 4, 4) }],
            Meters = [],
        });

        await garage.CycleAsync(8);

        garage.Live.Latest!.Circuits[0].ShouldSatisfyAllConditions(grid => grid.Meter.ShouldBe("none"), grid => grid.FailSafe.ShouldBeFalse());
        (garage.Order(1) + garage.Order(2)).ShouldBeInRange(24, 28); // L1: 40 A, less the margin, less 12 A
    }

    [Fact]
    public async Task A_station_that_hangs_does_not_hold_up_the_others()
    {
        await using var garage = new Garage(3);
        await garage.CycleAsync(4);
        garage.Stations[0].Hangs = true;
        garage.Wish(1, 25);

        var watch = Stopwatch.StartNew();
        await garage.CycleAsync();

        watch.Elapsed.ShouldBeLessThan(FaultMatrix.Within("station hangs or is slow") + TimeSpan.FromSeconds(1.3)); // a busy machine
        garage.Orders.Last().Station.ShouldNotBe(1);
        garage.Live.Latest!.Stations[1].AgeS!.Value.ShouldBeLessThan(1.5);
    }

    [Fact]
    public async Task A_station_that_answers_slowly_still_gets_its_orders()
    {
        await using var garage = new Garage(1);
        garage.Stations[0].Delay = TimeSpan.FromMilliseconds(110); // a poll of a dozen requests takes more than a cycle

        for (int second = 0; second < 8; second++)
        {
            await garage.CycleAsync();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        garage.Order(1).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Floats_that_no_message_can_carry_do_not_end_the_control()
    {
        await using var garage = new Garage(1);
        foreach (ushort address in (ushort[])[19000, 19012])
            garage.Meter.SetFloat(address, 3e38);

        await garage.CycleAsync(2);

        garage.Store.Next(10).ShouldContain(row => row.Reading.SourceId == TestSite.GridMeter && row.Reading.ApparentVA == null);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_does_not_end_the_control_and_nothing_is_lost()
    {
        await using var garage = new Garage(1);
        garage.Database.Use(connection => connection.Execute("pragma query_only = 1"));
        await garage.CycleAsync(8);
        garage.Order(1).ShouldBeGreaterThan(20);

        garage.Recorder.Problem.ShouldNotBeNull();
        garage.Database.Use(connection => connection.Execute("pragma query_only = 0"));
        while (garage.Store.CountWaiting() == 0)
        {
            await garage.CycleAsync();
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        garage.Store.Next(100).Select(row => row.Reading.SourceId).Distinct().Count().ShouldBe(2);
        new SessionStore(garage.Database).Open().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_up_no_cycle_and_takes_everything_when_it_answers_again()
    {
        await using var garage = new Garage(1);
        using var answers = new ManualResetEventSlim();
        var hanging = Task.Run(() => garage.Database.Use(_ => answers.Wait(TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await garage.CycleAsync(8);
        clock.Elapsed.ShouldBeLessThan((8 * FaultMatrix.Within("disk hangs")) + TimeSpan.FromSeconds(3.4)); // a busy machine
        garage.Order(1).ShouldBeGreaterThan(20);

        answers.Set();
        await hanging;
        while (garage.Store.CountWaiting() < 2)
        {
            await garage.CycleAsync();
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        new SessionStore(garage.Database).Open().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_source_has_one_row_in_a_slot()
    {
        await using var garage = new Garage(1);
        await garage.CycleAsync(5);

        var rows = garage.Store.Next(100);

        rows.ShouldBe(rows.DistinctBy(row => (row.Source, row.At)));
        rows.Select(row => row.Reading.SourceId).Distinct().ShouldBe([TestSite.GridMeter, TestSite.Station(1)], ignoreOrder: true);
        rows.ShouldAllBe(row => row.At % 10 == 0);
        var station = rows.Last(row => row.Reading.SourceId == TestSite.Station(1)).Reading;
        station.SessionId.ShouldNotBeNull();
        station.State.ShouldNotBe(StationState.NotInOperation);
        station.Reason.ShouldNotBeNullOrEmpty();
    }
}
