using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

public class TurnTests
{
    // Room for one of three: each quarter of an hour another one charges, and within 45 minutes all did.
    [Fact]
    public void The_waiting_take_turns()
    {
        var site = Flat(11, 3);
        site.Run(30);
        var first = Running(site).ShouldHaveSingleItem();

        site.Run(15 * 60);
        var second = Running(site).ShouldHaveSingleItem();
        site.Run(15 * 60);
        var third = Running(site).ShouldHaveSingleItem();
        site.Run(15 * 60);

        new[] { first, second, third }.Distinct().Count().ShouldBe(3);
        Running(site).ShouldBe([first]);
    }

    // Turns change on the clock, at 10:15, whenever the site was started.
    [Fact]
    public void Turns_change_on_the_quarter_of_an_hour()
    {
        var site = Flat(11, 2);
        site.Run(9 * 60 + 59);
        var before = Running(site);
        site.SetPointOf(Waiting(site)).Reasons[0].NextTurn.ShouldBe(new DateTimeOffset(2026, 3, 2, 10, 15, 0, TimeSpan.Zero));

        site.Run(10);

        Running(site).ShouldNotBe(before);
    }

    // A car that was started a minute before the quarter is not sent away again.
    [Fact]
    public void A_car_that_just_started_keeps_running()
    {
        var site = Flat(11, 2);
        site.Cars[StationId(1)].Connected = false;
        site.Cars[StationId(2)].Connected = false;
        site.Run(9 * 60);
        site.Cars[StationId(1)].Connected = true;
        site.Run(10);
        site.Cars[StationId(2)].Connected = true;

        site.Run(2 * 60);
        Running(site).ShouldBe([StationId(1)]);

        site.Run(15 * 60);
        Running(site).ShouldBe([StationId(2)]);
    }

    // The large car waited its turn; two small ones that fit in its place do not push it out again.
    [Fact]
    public void A_turn_is_not_swapped_away()
    {
        var site = new SimulatedSite(Build(
            [Root(10)], [Station(1, Grid, minimumA: 8), Station(2, Grid, "1", minimumA: 10), Station(3, Grid, "2", minimumA: 10)]));
        site.Run(9 * 60);
        Running(site).ShouldBe([StationId(2), StationId(3)]);

        site.Run(5 * 60);

        Running(site).ShouldBe([StationId(1)]);
    }

    // While one of two charges in turns nobody is switched more than four times an hour.
    [Fact]
    public void Switching_stays_rare()
    {
        var site = Flat(11, 3);
        var (switches, before) = (0, RunningAfterAMinute(site));
        for (var minute = 0; minute < 4 * 60; minute++)
        {
            var now = RunningAfterAMinute(site);
            switches += now.Except(before).Count() + before.Except(now).Count();
            before = now;
        }

        (switches / 3.0 / 4.0).ShouldBeLessThanOrEqualTo(4);
    }

    // Higher classes do not take turns with lower ones.
    [Fact]
    public void A_lower_class_waits_without_turns()
    {
        var site = Flat(11, 2);
        site.Cars[StationId(2)].Priority = PriorityClass.High;

        for (var quarter = 0; quarter < 4; quarter++)
        {
            site.Run(15 * 60);
            Running(site).ShouldBe([StationId(2)]);
        }
    }

    // 4 A are left beside the house: a turn would not help, so none is promised, and nobody has a later place because of it.
    [Fact]
    public void Who_would_not_fit_even_alone_is_told_so_instead_of_being_promised_a_turn()
    {
        var site = new SimulatedSite(Build(
            [Root(30), Feeder(GarageA, "Garage A", 10) with { HasMeter = true }, Feeder(GarageB, "Garage B", 6) with { HasMeter = true }],
            [Station(1, GarageA, minimumA: 8), Station(2, GarageA), Station(3, GarageB)]));
        site.BaseLoadA[GarageA] = new PhaseCurrents(0, 3, 0);
        site.BaseLoadA[GarageB] = new PhaseCurrents(2, 2, 2);
        site.BaseLoadA[Grid] = new PhaseCurrents(2, 5, 2);
        site.Run(60);

        site.OrderOf(StationId(2)).ShouldBe(7);
        site.ReasonsOf(StationId(1)).ShouldBe("no-room:Garage A:L2");
        site.ReasonsOf(StationId(3)).ShouldBe("no-room:Garage B:L1");

        site.BaseLoadA[GarageA] = PhaseCurrents.Zero;
        site.Run(5);
        site.ReasonsOf(StationId(1)).ShouldStartWith("queue:1:");
    }

    // Each would fit alone, but they hang on one output.
    [Fact]
    public void Stations_on_one_output_that_do_not_fit_together_are_promised_nothing()
    {
        var site = new SimulatedSite(Build(
            [Root(20)], [Switched(1), Switched(2)]));
        site.Run(60);

        site.ReasonsOf(StationId(1)).ShouldBe("no-room:Grid connection:L1");
        site.ReasonsOf(StationId(2)).ShouldBe("no-room:Grid connection:L1");
    }

    // It switches phases: one is free enough, and its turn will come.
    [Fact]
    public void Who_would_fit_on_one_phase_waits_for_its_turn()
    {
        var site = new SimulatedSite(Build(
            [Root(20)], [Station(1, Grid) with { SwitchesPhases = true }, Station(2, Grid, "1"), Station(3, Grid, "1")]));
        site.BaseLoadA[Grid] = new PhaseCurrents(8, 17, 17);
        site.Run(60);

        site.ReasonsOf(Waiting(site, 3)).ShouldStartWith("queue:");
    }

    private static Station Switched(int number) =>
        Station(number, Grid, minimumA: 16, maximumA: 16) with { Switched = true, SwitchGroupId = GarageA };

    private static Guid Waiting(SimulatedSite site, int of) =>
        site.Last.SetPoints.Take(of).First(setPoint => setPoint.CurrentA == 0).StationId;

    private static Guid[] Running(SimulatedSite site) =>
        [.. site.Last.SetPoints.Where(setPoint => setPoint.CurrentA > 0).Select(setPoint => setPoint.StationId)];

    private static Guid[] RunningAfterAMinute(SimulatedSite site)
    {
        site.Run(60);
        return Running(site);
    }

    private static Guid Waiting(SimulatedSite site) => site.Last.SetPoints.Single(setPoint => setPoint.CurrentA == 0).StationId;
}
