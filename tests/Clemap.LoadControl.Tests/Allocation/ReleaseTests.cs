using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>How far an order may follow its target in one cycle.</summary>
public class ReleaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    // Half the way, an ampere at least, and at most into the room there is.
    [Theory]
    [InlineData(6, 16, 40, 11)]
    [InlineData(6, 7.5, 40, 7)]
    [InlineData(6, 6.8, 40, 6.8)]
    [InlineData(6, 16, 3, 9)]
    [InlineData(0, 16, 40, 6)]
    [InlineData(0, 16, 5.9, 0)]
    [InlineData(16, 8, 0, 8)]
    [InlineData(16, 0, 0, 0)]
    public void One_step_of_an_order(double heldA, double targetA, double roomA, double orderA) =>
        Order(Flat(1), roomA + heldA, Heading(heldA, targetA)).ShouldBe([orderA]);

    // Less than half an ampere waits for ten seconds, unless it is the start.
    [Theory]
    [InlineData(6, 10, 10.4, 9, 10)]
    [InlineData(6, 10, 10.4, 10, 10.4)]
    [InlineData(6, 10, 10.4, null, 10.4)]
    [InlineData(6, 10, 10.5, 9, 10.5)]
    [InlineData(0, 0, 0.4, 9, 0.4)]
    public void Small_increases_wait(double lowestA, double heldA, double targetA, int? changedS, double orderA)
    {
        var memory = StationMemory.AtStart with { OrderChangedAt = changedS is { } seconds ? Now.AddSeconds(-seconds).UtcTicks : Clock.Never };

        Order(Flat(1), 40, [memory], Heading(heldA, targetA) with { LowestA = lowestA }).ShouldBe([orderA]);
    }

    // The first takes the room before the second is looked at; what the first may still be drawing is not there for anybody.
    [Fact]
    public void Room_is_given_away_once()
    {
        Order(Flat(2), 10, Heading(0, 16), Heading(0, 16)).ShouldBe([6, 0]);
        Order(Flat(2), 16, Heading(16, 6), Heading(0, 10)).ShouldBe([6, 0]);
    }

    // It draws 6 A on one phase and goes to three: on the other two there must be room for all of it.
    [Fact]
    public void A_phase_that_it_does_not_load_yet_must_hold_all_of_it() =>
        Order(Flat(1), 14, Heading(6, 16) with { DrawPhases = PhaseSet.L1 }).ShouldBe([8]);

    // The first is ahead of the other phases by 10 A and may be by 16 A; a second one on the same phase finds what the first left.
    [Theory]
    [InlineData(32, 16, 0)]
    [InlineData(11, 11, 5)]
    public void An_increase_keeps_the_balance(double targetA, double firstA, double secondA)
    {
        var site = Build([Root(80) with { UnbalanceLimitA = 16 }], [Station(1, Grid, "1", maximumA: 32), Station(2, Grid, "1", minimumA: 5), Station(3, Grid, "2")]);

        Order(
            site, 80,
            Heading(10, targetA) with { Phases = PhaseSet.L1, DrawPhases = PhaseSet.L1, HighestA = 32 },
            Heading(0, 8) with { Phases = PhaseSet.L1, DrawPhases = PhaseSet.L1, LowestA = 5 },
            Heading(0, 0) with { Phases = PhaseSet.L2, DrawPhases = PhaseSet.L2 }).ShouldBe([firstA, secondA, 0]);
    }

    // All on one output start together or not at all, and what was set aside for one of them goes to the next in the queue.
    [Theory]
    [InlineData(32, 16, 0)]
    [InlineData(31.9, 0, 6)]
    public void A_group_starts_as_a_whole(double roomA, double groupA, double nextA)
    {
        var site = Build([Root(80)], [InGroup(1), InGroup(2), Station(3, Grid)]);

        Order(site, roomA, Heading(0, 16) with { LowestA = 16 }, Heading(0, 16) with { LowestA = 16 }, Heading(0, 16)).ShouldBe([groupA, groupA, nextA]);
    }

    // Its contactor opens slowly: what a group still draws is there for it when it is switched on again.
    [Fact]
    public void A_group_that_still_draws_needs_no_more_room()
    {
        var site = Build([Root(80)], [InGroup(1), InGroup(2)]);
        var still = Heading(0, 16) with { LowestA = 16, MayDrawA = 16 };

        Order(site, 32, still, still).ShouldBe([16, 16]);
    }

    [Fact]
    public void Who_feeds_back_is_ordered_that_at_once() =>
        Order(Flat(1), 10, Heading(10, -8) with { Standing = Standing.Discharges }).ShouldBe([-8]);

    private static SiteTopology Flat(int stations) => Build([Root(80)], Enumerable.Range(1, stations).Select(number => Station(number, Grid)));

    private static Station InGroup(int number) => Station(number, Grid) with { Switched = true, SwitchGroupId = Id(0x70) };

    private static Contender Heading(double heldA, double targetA) => new()
    {
        Phases = PhaseSet.All,
        DrawPhases = PhaseSet.All,
        OrderPhases = 3,
        LowestA = 6,
        HighestA = 16,
        PreviousA = heldA,
        MayDrawA = heldA,
        TargetA = targetA,
        Admitted = true,
    };

    private static double[] Order(SiteTopology site, double roomA, params Contender[] contenders) =>
        Order(site, roomA, [.. contenders.Select(_ => StationMemory.AtStart)], contenders);

    private static double[] Order(SiteTopology site, double roomA, StationMemory[] memories, params Contender[] contenders)
    {
        var clock = new Clock();
        clock.Set(Now);
        var firstOfGroups = Enumerable.Range(0, contenders.Length).Where(station => site.SwitchGroup(station)[0] == station).ToArray();
        var budget = new CircuitBudget { RoomA = PhaseCurrents.Balanced(roomA), SumRoomA = double.PositiveInfinity };
        new Release(site, contenders, AllocatorOptions.Default).Order([budget], firstOfGroups, memories, clock);
        return [.. contenders.Select(contender => Math.Round(contender.OrderA, 8))];
    }
}
