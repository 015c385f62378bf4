using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Tests.Physics;

public sealed class CarTests
{
    [Theory]
    [InlineData(5.9, 0)]
    [InlineData(6, 6)]
    [InlineData(10, 10)]
    [InlineData(32, 16)]
    public void It_draws_what_it_is_allowed_from_the_minimum_to_its_own_maximum(double allowedA, double drawnA) =>
        new Car(new CarModel(60_000, 3, 16), 0.3).CurrentA(allowedA, 6).ShouldBe(drawnA);

    [Fact]
    public void Near_the_end_it_draws_less_and_at_eighty_percent_it_stops_for_good()
    {
        var car = new Car(new CarModel(60_000, 3, 16), 0.7);
        var energyWh = 0.0;
        var lastA = 16.0;
        while (!car.Full)
        {
            var currentA = car.CurrentA(32, 6);
            currentA.ShouldBeLessThanOrEqualTo(lastA);
            lastA = currentA;
            car.Charge(currentA * 3 * 230 / 360);
            energyWh += currentA * 3 * 230 / 360;
        }

        lastA.ShouldBeInRange(8.5, 9.5);
        energyWh.ShouldBe(0.1 * 60_000 / 0.92, 20);
        car.CurrentA(32, 6).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(10, 1)]
    public void A_change_is_understood_five_seconds_later_or_at_the_next_step_when_steps_are_longer(int stepS, int late)
    {
        var reaction = new ReactionTime(stepS);
        for (var i = 0; i < late; i++) reaction.Pass(10).ShouldBe(0);
        for (var i = 0; i < late; i++) reaction.Pass(16).ShouldBe(10);
        reaction.Pass(16).ShouldBe(16);
    }
}
