using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>The contract counts the mean import of a quarter of an hour.</summary>
public class PeakCapTests
{
    private const double CapW = 15_000;

    private static SimulatedSite Capped(double capW = CapW)
    {
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, maximumA: 32), Station(2, Grid, maximumA: 32)]))
        {
            Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero),
            Also = input => input.PeakCapW = capW,
        };
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(5);
        return site;
    }

    private static double QuarterMeanW(SimulatedSite site, Action<int>? each = null)
    {
        var energyWs = 0.0;
        for (var second = 0; second < 900; second++)
        {
            each?.Invoke(second);
            site.Step();
            energyWs += site.Flow(Grid).SumA * 230;
        }

        return energyWs / 900;
    }

    [Fact]
    public void The_mean_stays_below_the_contract_and_uses_it()
    {
        var site = Capped();

        for (var quarter = 0; quarter < 4; quarter++)
            QuarterMeanW(site).ShouldBeInRange(CapW * 0.97, CapW + 1);

        site.ReasonsOf(StationId(1)).ShouldStartWith("peak-cap");
        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA > 0);
    }

    // An oven for five minutes: the cars make up for it inside the same quarter.
    [Fact]
    public void A_load_that_comes_and_goes_is_made_up_for()
    {
        var site = Capped();
        QuarterMeanW(site);

        QuarterMeanW(site, second => site.BaseLoadA[Grid] = PhaseCurrents.Balanced(second is > 200 and < 500 ? 25 : 5)).ShouldBeLessThanOrEqualTo(CapW + 1);
    }

    // The house alone is above the cap: charging stops, and nothing is promised that cannot be held.
    [Fact]
    public void Charging_stops_when_the_house_needs_it_all()
    {
        var site = Capped();
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(25);

        site.Run(120);

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == 0);
        site.ReasonsOf(StationId(1)).ShouldContain("peak-cap");
    }

    [Fact]
    public void Without_a_cap_nothing_is_held_back()
    {
        var site = Capped();
        site.Also = _ => { };

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(29);
    }

    // What the meter says in watts counts, not the currents.
    [Fact]
    public void Active_power_is_looked_at_where_it_is_measured()
    {
        var site = Capped();
        site.Also = input =>
        {
            input.PeakCapW = CapW;
            input.Circuit(Grid) = input.Circuit(Grid) with { ImportW = Measured.Value(site.Flow(Grid).SumA * 230 * 0.9, TimeSpan.Zero) };
        };

        QuarterMeanW(site).ShouldBeInRange(CapW, CapW / 0.9);
    }
}
