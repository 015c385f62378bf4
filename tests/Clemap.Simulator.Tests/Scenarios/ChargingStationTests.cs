using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Tests.Scenarios;

public sealed class ChargingStationTests
{
    private static readonly StationTraits Usual = new()
    {
        Name = "P",
        Wiring = [0, 1, 2],
        MinimumA = 6,
        MaximumA = 16,
        FallbackA = 6,
        FallbackSeconds = 60,
    };

    private long _now;

    [Fact]
    public void An_order_is_held_after_its_delay()
    {
        var station = With(Usual with { AnswersAfterSeconds = 3 });
        station.Tell(10, 3, 0);
        Run(station, 3);
        (station.OfferA, station.ConfirmedA).ShouldBe((0, 0));
        Run(station, 1);
        (station.OfferA, station.ConfirmedA).ShouldBe((10, 10));
    }

    [Theory]
    [InlineData(WhenSilent.FallsBack, 6)]
    [InlineData(WhenSilent.KeepsOrder, 12)]
    [InlineData(WhenSilent.Unknown, 16)]
    public void A_station_that_hears_nothing_does_what_its_make_does(WhenSilent makes, double offerA)
    {
        var station = With(Usual with { WhenSilent = makes });
        station.Tell(12, 3, 0);
        Run(station, 10);
        station.Supply(linked: false, powered: true, controlled: true, _now);
        Run(station, 60);
        station.OfferA.ShouldBe(12);
        Run(station, 1);
        (station.OfferA, station.Reachable).ShouldBe((offerA, false));
        station.Supply(linked: true, powered: true, controlled: true, _now);
        station.Tell(9, 3, _now);
        Run(station, 2);
        station.OfferA.ShouldBe(9);
    }

    [Fact]
    public void A_dead_controller_is_silence_too_but_the_station_can_be_reached()
    {
        var station = With(Usual);
        station.Tell(12, 3, 0);
        Run(station, 10);
        station.Supply(linked: true, powered: true, controlled: false, _now);
        Run(station, 61);
        (station.OfferA, station.ConfirmedA, station.Reachable).ShouldBe((6, 6, true));
    }

    [Fact]
    public void One_that_starts_anew_offers_its_maximum_and_says_so()
    {
        var station = With(Usual);
        station.Tell(8, 3, 0);
        Run(station, 10);
        station.Ail(rebooting: true, ignoring: false, _now);
        station.Tell(8, 3, _now);
        Run(station, 10);
        (station.OfferA, station.ConfirmedA).ShouldBe((16, 16));
        station.Ail(rebooting: false, ignoring: false, _now);
        Run(station, 1);
        station.OfferA.ShouldBe(8);
    }

    [Fact]
    public void One_that_ignores_acknowledges_and_does_nothing()
    {
        var station = With(Usual);
        station.Tell(12, 3, 0);
        Run(station, 10);
        station.Ail(rebooting: false, ignoring: true, _now);
        station.Tell(0, 3, _now);
        Run(station, 10);
        (station.OfferA, station.ConfirmedA).ShouldBe((12, 0));
    }

    [Theory]
    [InlineData(StepRounding.Down, 7)]
    [InlineData(StepRounding.Up, 8)]
    [InlineData(StepRounding.None, 7.4)]
    public void Steps_are_rounded_as_the_make_does(object rounding, double heldA)
    {
        var station = With(Usual with { StepA = 1, Rounding = (StepRounding)rounding });
        station.Tell(7.4, 3, 0);
        Run(station, 2);
        station.ConfirmedA.ShouldBe(heldA, 1e-9);
    }

    [Fact]
    public void A_contactor_is_all_or_nothing_and_off_is_off_at_once()
    {
        var station = With(Usual with { Switched = true, MinimumA = 16, FallbackA = 0 });
        station.Plug(new VehicleModel { DrawsLessA = 0, RampUpAPerSecond = 100 }, 0.3, 1, 0);
        station.Tell(16, 3, 0);
        Run(station, 20);
        station.CurrentA.ShouldBe(16);
        station.Tell(0, 3, _now);
        Run(station, 2);
        station.CurrentA.ShouldBe(0);
    }

    [Fact]
    public void A_change_of_phases_is_a_pause()
    {
        var station = With(Usual with { SwitchesPhases = true });
        station.Plug(new VehicleModel { DrawsLessA = 0, RampUpAPerSecond = 100 }, 0.3, 1, 0);
        station.Tell(10, 3, 0);
        Run(station, 20);
        (station.CurrentA, station.LoadedTerminals).ShouldBe((10, 3));
        station.Tell(10, 1, _now);
        Run(station, 10);
        (station.CurrentA, station.GrantedA, station.ActivePhases).ShouldBe((0, 10, 3));
        Run(station, 20);
        (station.CurrentA, station.LoadedTerminals).ShouldBe((10, 1));
    }

    [Fact]
    public void Without_power_nothing_flows_and_afterwards_it_is_at_its_fallback()
    {
        var station = With(Usual);
        station.Plug(new VehicleModel { DrawsLessA = 0, RampUpAPerSecond = 100 }, 0.3, 1, 0);
        station.Tell(12, 3, 0);
        Run(station, 20);
        station.Supply(linked: true, powered: false, controlled: true, _now);
        Run(station, 1);
        (station.CurrentA, station.OfferA, station.Reachable).ShouldBe((0, 0, false));
        station.Supply(linked: true, powered: true, controlled: true, _now);
        Run(station, 10);
        (station.OfferA, station.CurrentA).ShouldBe((6, 6));
    }

    private static ChargingStation With(StationTraits traits) => new(traits);

    private void Run(ChargingStation station, int seconds)
    {
        for (var i = 0; i < seconds; i++) station.Advance(_now++);
    }
}
