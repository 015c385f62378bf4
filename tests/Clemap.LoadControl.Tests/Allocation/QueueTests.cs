using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Who comes first, pair by pair; turns change at 10:00 and 10:15.</summary>
public class QueueTests
{
    private static readonly DateTimeOffset InTurn = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Change = new(2026, 3, 2, 10, 15, 0, TimeSpan.Zero);
    private DateTimeOffset _now = InTurn;

    // Who started less than five minutes ago, or in a turn that it waited for, is not put aside for others.
    [Theory]
    [InlineData(299, null, 0)]
    [InlineData(300, null, 1)]
    [InlineData(600, -10, 0)]
    [InlineData(600, 0, 1)]
    [InlineData(null, -10, 2)]
    [InlineData(null, 0, 3)]
    [InlineData(null, null, 3)]
    public void Within_a_turn(int? runsS, int? entitledUntilS, int group) => Group(runsS, entitledUntilS, null).ShouldBe(group);

    // When a turn begins, who had its time goes behind the waiting: for one that was put aside before, nearly a whole turn.
    [Theory]
    [InlineData(299, null, 0)]
    [InlineData(300, null, 4)]
    [InlineData(809, 3600, 1)]
    [InlineData(810, 3600, 4)]
    public void When_a_turn_begins(int runsS, int? pausedS, int group)
    {
        _now = Change;

        Group(runsS, null, pausedS).ShouldBe(group);
    }

    [Theory]
    [InlineData(false, true, null, false)]
    [InlineData(true, true, null, true)]
    [InlineData(true, false, null, false)]
    [InlineData(false, true, -10, true)]
    public void Who_waited_until_its_turn_is_not_swapped_out(bool turnBegins, bool waits, int? entitledUntilS, bool isProtected)
    {
        _now = turnBegins ? Change : InTurn;
        var (queue, _) = Sorted([StationMemory.AtStart], new Contender());

        queue.IsProtected(0, StationMemory.AtStart with { WaitingSince = waits ? Ago(60) : Clock.Never, EntitledUntil = Ago(entitledUntilS) }).ShouldBe(isProtected);
    }

    [Fact]
    public void The_next_turn_is_looked_forward_to()
    {
        var (queue, clock) = Sorted([StationMemory.AtStart], new Contender());

        clock.NextChange.ShouldBe(Change.UtcTicks);
        queue.TurnStart(queue.Turn + 1).ShouldBe(Change);
    }

    [Fact]
    public void The_first_cycle_of_all_is_no_change_of_turns()
    {
        var (queue, _) = Sorted([StationMemory.AtStart], new Contender());
        var (clock, memory) = (new Clock(), SiteMemory.AtStart);
        clock.Set(Change);

        queue.Begin(clock, ref memory);

        queue.TurnChanges.ShouldBeFalse();
    }

    // Who waits longest comes first, who came just now last; of those who run, who started last.
    [Fact]
    public void Inside_a_group_the_longest_wait_and_the_latest_start_come_first()
    {
        var same = new Contender();

        Order([Waits(60), Waits(90), StationMemory.AtStart], same, same, same).ShouldBe([1, 0, 2]);
        Order([Runs(900), Runs(600), Runs(1200)], same, same, same).ShouldBe([1, 0, 2]);
    }

    // Then who was paused last, who needs less, who uses fewer phases, and at last the lower number.
    [Fact]
    public void Equals_are_told_apart()
    {
        var three = new Contender { LowestA = 6, Phases = PhaseSet.All };
        var one = three with { Phases = PhaseSet.L1 };

        Order([Waits(60), Waits(60) with { PausedAt = Ago(3600) }], three, three).ShouldBe([1, 0]);
        Order([Waits(60), Waits(60)], three with { LowestA = 8 }, three).ShouldBe([1, 0]);
        Order([Waits(60), Waits(60)], three, one).ShouldBe([1, 0]);
        Order([Waits(60), Waits(60)], one, three).ShouldBe([0, 1]);
        Order([Waits(60), Waits(60)], three, three).ShouldBe([0, 1]);
    }

    private long Ago(int? seconds) => seconds is { } some ? _now.AddSeconds(-some).UtcTicks : Clock.Never;

    private StationMemory Waits(int seconds) => StationMemory.AtStart with { WaitingSince = Ago(seconds) };

    private StationMemory Runs(int seconds) => StationMemory.AtStart with { RunningSince = Ago(seconds) };

    private int Group(int? runsS, int? entitledUntilS, int? pausedS)
    {
        var contenders = new[] { new Contender() };
        Sorted([StationMemory.AtStart with { RunningSince = Ago(runsS), EntitledUntil = Ago(entitledUntilS), PausedAt = Ago(pausedS) }], contenders);
        return contenders[0].Group;
    }

    private int[] Order(StationMemory[] memories, params Contender[] contenders) => [.. Sorted(memories, contenders).Queue.InOrder];

    private (Queue Queue, Clock Clock) Sorted(StationMemory[] memories, params Contender[] contenders)
    {
        var (site, clock, memoryOfSite) = (Build([Root(80)], memories.Select((_, index) => Station(index + 1, Grid))), new Clock(), SiteMemory.AtStart);
        var facts = site.Stations.Select(station => new StationFacts(station, AllocatorOptions.Default)).ToArray();
        var queue = new Queue(site, contenders, facts, AllocatorOptions.Default);
        clock.Set(_now.AddSeconds(-1));
        queue.Begin(clock, ref memoryOfSite);
        clock.Set(_now);
        queue.Begin(clock, ref memoryOfSite);
        queue.Sort(memories);
        return (queue, clock);
    }
}
