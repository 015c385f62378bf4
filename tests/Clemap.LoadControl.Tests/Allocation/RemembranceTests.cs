using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>What one cycle leaves for the next to know.</summary>
public class RemembranceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 15, 0, TimeSpan.Zero);
    private static readonly StationInput Ready = new() { Reachable = true, Connected = true };

    // Only a vehicle can be paused: one that is seen, one that was before its station fell silent, or one somewhere on the same output.
    [Theory]
    [InlineData(true, true, false, false, true)]
    [InlineData(true, false, false, false, false)]
    [InlineData(false, true, false, false, false)]
    [InlineData(false, false, true, false, true)]
    [InlineData(true, false, false, true, true)]
    public void A_pause_is_noted_where_there_is_a_vehicle(bool reachable, bool connected, bool wasConnected, bool competes, bool noted)
    {
        var before = StationMemory.AtStart with { OrderA = 10, PausedAt = 5, ConnectedSince = wasConnected ? Now.AddHours(-1).UtcTicks : Clock.Never };

        var memory = Update(before, new Contender { Standing = competes ? Standing.Competes : Standing.OutOfControl }, new StationInput { Reachable = reachable, Connected = connected });

        memory.PausedAt.ShouldBe(noted ? Now.UtcTicks : 5);
        memory.PausedBefore.ShouldBe(noted ? 5 : Clock.Never);
    }

    // Who gets something when a turn begins keeps it until the next one.
    [Theory]
    [InlineData(true, true, 6, true)]
    [InlineData(true, true, 0, false)]
    [InlineData(true, false, 6, false)]
    [InlineData(false, true, 6, false)]
    public void Who_waited_for_a_turn_keeps_it_until_the_next(bool turnBegins, bool waits, double targetA, bool entitled) =>
        Update(StationMemory.AtStart with { WaitingSince = waits ? 5 : Clock.Never }, new Contender { TargetA = targetA }, turnBegins: turnBegins)
            .EntitledUntil.ShouldBe(entitled ? Now.AddMinutes(15).UtcTicks : Clock.Never);

    // Half an ampere is a move, less is a flicker; the first order is one in any case.
    [Theory]
    [InlineData(double.NaN, 10, true)]
    [InlineData(10, 10.4, false)]
    [InlineData(10, 10.5, true)]
    [InlineData(10, 9.6, false)]
    [InlineData(10, 9.5, true)]
    public void A_move_is_more_than_a_flicker(double movedToA, double orderA, bool moves)
    {
        var memory = Update(StationMemory.AtStart with { OrderA = movedToA, MovedToA = movedToA, MovedAt = 5 }, new Contender { OrderA = orderA });

        memory.MovedAt.ShouldBe(moves ? Now.UtcTicks : 5);
        memory.MovedToA.ShouldBe(moves ? orderA : movedToA);
        memory.OrderA.ShouldBe(orderA);
        memory.OrderChangedAt.ShouldBe(Now.UtcTicks);
    }

    // Without a vehicle a station is back on three phases, and that is no return.
    [Theory]
    [InlineData(true, 1, 1, false)]
    [InlineData(true, 3, 3, true)]
    [InlineData(false, 1, 3, false)]
    public void The_next_vehicle_begins_with_three_phases(bool connected, int ordered, int phases, bool returned)
    {
        var memory = Update(
            StationMemory.AtStart with { OrderPhases = 1 }, new Contender { OrderPhases = ordered, Standing = Standing.Off }, Ready with { Connected = connected },
            Station(1, Grid) with { SwitchesPhases = true });

        memory.OrderPhases.ShouldBe(phases);
        (memory.PhasesRaisedAt == Now.UtcTicks).ShouldBe(returned);
        (memory.PhasesChangedAt == Now.UtcTicks).ShouldBe(phases == 3);
    }

    private static StationMemory Update(StationMemory memory, Contender contender, StationInput? reading = null, Station? station = null, bool turnBegins = false)
    {
        var (site, clock, memoryOfSite) = (Build([Root(80)], [station ?? Station(1, Grid)]), new Clock(), SiteMemory.AtStart);
        var queue = new Queue(site, [contender], [new StationFacts(site.Stations[0], AllocatorOptions.Default)], AllocatorOptions.Default);
        clock.Set(turnBegins ? Now.AddSeconds(-1) : Now);
        queue.Begin(clock, ref memoryOfSite);
        clock.Set(Now);
        queue.Begin(clock, ref memoryOfSite);
        Remembrance.Update(ref memory, site.Stations[0], contender, reading ?? Ready, queue, clock, AllocatorOptions.Default);
        return memory;
    }
}
