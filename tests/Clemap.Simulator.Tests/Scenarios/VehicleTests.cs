using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Tests.Scenarios;

public sealed class VehicleTests
{
    private readonly Vehicle _car = new();
    private long _now;

    [Fact]
    public void It_answers_after_five_seconds_and_ramps()
    {
        Plug(new VehicleModel { DrawsLessA = 0 });
        _car.Offer(16, 0);
        CurrentsA(7).ShouldBe([0, 0, 0, 0, 0, 2, 4]);
        CurrentsA(7)[^1].ShouldBe(16);
        _car.Offer(8, _now);
        CurrentsA(6).ShouldBe([16, 16, 16, 16, 16, 8]);
        _car.Offer(0, _now);
        CurrentsA(6)[^1].ShouldBe(0);
    }

    [Fact]
    public void A_later_offer_does_not_undo_the_delay_of_an_earlier_one()
    {
        Plug(new VehicleModel { DrawsLessA = 0, RampUpAPerSecond = 100 });
        for (var second = 0; second < 4; second++)
        {
            _car.Offer(10 + second, _now);
            CurrentsA(1);
        }

        CurrentsA(6).ShouldBe([0, 10, 11, 12, 13, 13]);
    }

    [Fact]
    public void Below_its_minimum_it_takes_nothing()
    {
        Plug(new VehicleModel { MinimumA = 9, DrawsLessA = 0 });
        _car.Offer(8, 0);
        CurrentsA(20)[^1].ShouldBe(0);
        _car.Offer(9, _now);
        CurrentsA(20)[^1].ShouldBe(9);
    }

    [Fact]
    public void It_stays_below_its_offer_but_not_below_what_it_can()
    {
        Plug(new VehicleModel { DrawsLessA = 0.7, MaximumA = 16 });
        _car.Offer(10, 0);
        CurrentsA(20)[^1].ShouldBe(9.3, 1e-9);
        _car.Offer(32, _now);
        CurrentsA(20)[^1].ShouldBe(16);
    }

    // 16 A on three phases are 11.04 kW: from 80 to 85 % of 60 kWh takes 16.3 minutes, and then it takes less.
    [Fact]
    public void It_tapers_and_stops_when_it_is_full()
    {
        Plug(new VehicleModel { DrawsLessA = 0, RampUpAPerSecond = 100 }, stateOfCharge: 0.8);
        _car.Offer(16, 0);
        CurrentsA(16 * 60)[^1].ShouldBe(16);
        _car.CapableA.ShouldBe(16);
        CurrentsA(10 * 60)[^1].ShouldBeInRange(14, 15.99);
        CurrentsA(3 * 3600)[^1].ShouldBe(0);
        _car.Full.ShouldBeTrue();
        _car.DeliveredWh.ShouldBe(12_000, 5);
    }

    [Fact]
    public void After_a_long_pause_it_sleeps_and_wakes_only_to_an_offer_that_stands()
    {
        Plug(new VehicleModel { SleepsAfterMinutes = 20, WakesAfterSeconds = 60, DrawsLessA = 0, RampUpAPerSecond = 100 });
        CurrentsA(20 * 60 + 1);
        _car.Offer(16, _now);
        CurrentsA(5 + 60)[^1].ShouldBe(0);
        CurrentsA(1)[^1].ShouldBe(16);
        _car.Offer(0, _now);
        CurrentsA(10 * 60);
        _car.Offer(16, _now);
        CurrentsA(6)[^1].ShouldBe(16);
    }

    [Fact]
    public void One_that_ignores_orders_stays_at_what_it_has()
    {
        Plug(new VehicleModel { IgnoresOrders = true, DrawsLessA = 0, RampUpAPerSecond = 100 });
        _car.Offer(12, 0);
        CurrentsA(10)[^1].ShouldBe(12);
        _car.Offer(0, _now);
        CurrentsA(60)[^1].ShouldBe(12);
        _car.CutOff(_now);
        CurrentsA(60)[^1].ShouldBe(0);
    }

    [Fact]
    public void It_uses_no_more_phases_than_it_has()
    {
        Plug(new VehicleModel { Phases = 2, RampUpAPerSecond = 100 });
        _car.Offer(16, 0);
        CurrentsA(10);
        _car.Phases.ShouldBe(2);
    }

    [Fact]
    public void It_feeds_back_down_to_a_fifth()
    {
        Plug(new VehicleModel { RampDownAPerSecond = 100 }, stateOfCharge: 0.25);
        _car.Offer(-10, 0);
        CurrentsA(10)[^1].ShouldBe(-10);
        CurrentsA(2 * 3600)[^1].ShouldBe(0);
        _car.StateOfCharge.ShouldBe(0.2, 0.001);
    }

    // Nothing happens between two calls, so the energy must not depend on how many there are.
    [Fact]
    public void Calls_in_between_change_nothing()
    {
        var (rarely, always) = (new Vehicle(), new Vehicle());
        foreach (var car in (Vehicle[])[rarely, always])
        {
            car.Plug(new VehicleModel(), 0.7, 1, 0);
            car.Offer(13, 0);
        }

        for (var now = 0; now < 30_000; now++)
        {
            always.Advance(now, 3);
            if (now >= rarely.NextAt) rarely.Advance(now, 3);
        }

        (rarely.DeliveredWh, rarely.CurrentA, rarely.Full).ShouldBe((always.DeliveredWh, always.CurrentA, always.Full));
    }

    private void Plug(VehicleModel model, double stateOfCharge = 0.3) => _car.Plug(model, stateOfCharge, 1, 0);

    private List<double> CurrentsA(int seconds)
    {
        var currents = new List<double>();
        for (var i = 0; i < seconds; i++)
        {
            _car.Advance(_now++, 3);
            currents.Add(_car.CurrentA);
        }

        return currents;
    }
}
