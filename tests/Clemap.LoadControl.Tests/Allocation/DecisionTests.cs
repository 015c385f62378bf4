using Clemap.LoadControl.Allocation;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>What a decision says beside the currents.</summary>
public class DecisionTests
{
    // Up, still, down, still.
    [Fact]
    public void Orders_say_how_they_changed()
    {
        var site = Flat(16, 1);
        site.Step();
        site.SetPointOf(StationId(1)).Change.ShouldBe(OrderChange.Increase);

        site.Run(30);
        site.SetPointOf(StationId(1)).Change.ShouldBe(OrderChange.Hold);

        site.LimitsA[Grid] = 10;
        site.Step();
        site.SetPointOf(StationId(1)).Change.ShouldBe(OrderChange.Decrease);

        site.Step();
        site.SetPointOf(StationId(1)).Change.ShouldBe(OrderChange.Hold);
    }

    // While anything moves the next cycle may decide otherwise; once all is still it says until when.
    [Fact]
    public void A_decision_says_how_long_it_stands()
    {
        var site = Flat(16, 1);
        site.Step();
        site.Last.SteadyUntil.ShouldBe(site.Now.AddSeconds(-1));

        site.Run(30);
        site.MetersSayA[Grid] = site.Flow(Grid);
        site.Run(30);

        site.Last.SteadyUntil.ShouldBeGreaterThan(site.Now.AddSeconds(-1));
    }

    // Turns change every quarter of an hour, whatever else stands still.
    [Fact]
    public void It_stands_no_longer_than_the_turn()
    {
        var site = Flat(16, 1);
        site.Run(30);
        site.MetersSayA[Grid] = site.Flow(Grid);

        site.Run(90);

        site.Last.SteadyUntil.ShouldBeLessThanOrEqualTo(new DateTimeOffset(2026, 3, 2, 10, 15, 0, TimeSpan.Zero));
    }

    // One station or one circuit more is another site.
    [Fact]
    public void Input_and_state_are_of_the_same_site()
    {
        var own = Build([Root(40)], [Station(1, Grid)]);
        var allocator = new Allocator(own, AllocatorOptions.Default);
        var (input, state) = (new CycleInput(own), new AllocatorState(own));
        foreach (var other in new[] { Build([Root(40)], []), Build([Root(40), Feeder(GarageA, "A", 20)], [Station(1, Grid)]) })
            Should.Throw<ArgumentException>(() => allocator.Decide(new CycleInput(other), state, default));
        Should.Throw<ArgumentException>(() => allocator.Decide(input, new AllocatorState(Build([Root(40)], [])), default));
        Should.Throw<ArgumentNullException>(() => allocator.Decide(null!, state, default));
        Should.Throw<ArgumentNullException>(() => allocator.Decide(input, null!, default));
        Should.Throw<ArgumentNullException>(() => new AllocatorState(null!));
    }
}
