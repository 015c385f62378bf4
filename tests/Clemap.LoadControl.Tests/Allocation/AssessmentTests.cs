using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>What a station of 6 to 16 A may get, just on and just beyond each bound.</summary>
public class AssessmentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);
    private static readonly StationInput Ready = new() { Reachable = true, Connected = true };
    private static readonly StationMemory Runs = StationMemory.AtStart with { OrderA = 10, RunningSince = Ago(120), FollowsAtMostA = 10, ConnectedSince = Ago(600) };
    private static readonly StationMemory Rests = StationMemory.AtStart with { OrderA = 0, FollowsAtMostA = 0, ConnectedSince = Ago(7200) };

    // What nobody could measure is not taken; what it takes may be more than it was ordered.
    [Theory]
    [InlineData(false, 161, 10)]
    [InlineData(true, 12, 12)]
    [InlineData(true, 8, 10)]
    public void What_it_may_be_drawing(bool isMeasured, double takesA, double mayDrawA) => Assess(Runs, isMeasured ? takesA : null, odd: takesA).MayDrawA.ShouldBe(mayDrawA);

    [Theory]
    [InlineData(10.0, 6.0, 10)]
    [InlineData(double.NaN, 6.0, 6)]
    [InlineData(double.NaN, null, 0)]
    public void The_order_before_this_one(double orderA, double? confirmedA, double previousA) =>
        Assess(Runs with { OrderA = orderA }, 8, Ready with { ConfirmedA = confirmedA }).PreviousA.ShouldBe(previousA);

    // Without a meter its fallback is all it may get, unless other things leave even less.
    [Theory]
    [InlineData(6, 16, 6, ReasonCode.FailSafe)]
    [InlineData(16, 16, 16, ReasonCode.StationMaximum)]
    [InlineData(8, 7, 7, ReasonCode.StationLimit)]
    [InlineData(7, 8, 7, ReasonCode.FailSafe)]
    [InlineData(8, 8, 8, ReasonCode.StationLimit)]
    public void The_lowest_of_maximum_limit_and_fallback(double fallbackA, double limitA, double highestA, ReasonCode bound)
    {
        var contender = Assess(Runs, 10, Ready with { Limit = CurrentLimit.Of(limitA) }, Station(1, Grid, fallbackA: fallbackA), failSafe: true);

        contender.HighestA.ShouldBe(highestA);
        contender.Bound.ShouldBe(bound);
    }

    // A vehicle that takes less is left 2 A more in whole amperes, but never more than it may get; one that is full only its minimum.
    [Theory]
    [InlineData(false, 7.5, 16, 10, ReasonCode.Unused)]
    [InlineData(false, 2, 16, 6, ReasonCode.Unused)]
    [InlineData(false, 7.5, 9, 9, ReasonCode.StationLimit)]
    [InlineData(false, 7.5, 10, 10, ReasonCode.StationLimit)]
    [InlineData(true, 7.5, 16, 6, ReasonCode.Unused)]
    public void What_is_left_to_a_vehicle_that_takes_less(bool full, double takesA, double limitA, double highestA, ReasonCode bound)
    {
        var contender = Assess(Runs with { UnderusedSince = full ? Clock.Never : Ago(60) }, takesA, Ready with { Full = full, Limit = CurrentLimit.Of(limitA) });

        contender.HighestA.ShouldBe(highestA);
        contender.Bound.ShouldBe(bound);
    }

    [Theory]
    [InlineData(16, false, 10)]
    [InlineData(8, false, 8)]
    [InlineData(8, true, 8)]
    [InlineData(32, true, 32)]
    public void A_vehicle_that_takes_nothing_is_offered_what_some_need(double maximumA, bool switched, double lowestA) =>
        Assess(Runs with { Marks = StationMarks.OfferedMore }, 0, station: Station(1, Grid, maximumA: maximumA) with { Switched = switched }).LowestA.ShouldBe(lowestA);

    // After an hour of waiting it is asked again, and has a minute from its start to take something.
    [Theory]
    [InlineData(false, 3599, null, false)]
    [InlineData(false, 3600, null, true)]
    [InlineData(true, null, null, true)]
    [InlineData(true, null, 59, true)]
    [InlineData(true, null, 60, false)]
    public void A_vehicle_that_takes_nothing_is_asked_again(bool asked, int? waitsS, int? runsS, bool again)
    {
        var memory = Rests with { Marks = StationMarks.TakesNothing, WaitingSince = Ago(waitsS), RunningSince = Ago(runsS) };
        memory.Mark(StationMarks.AskedAgain, asked);

        var contender = Assess(ref memory, 0);

        contender.Rank.ShouldBe(again ? Rank.Of(PriorityClass.Normal) : Rank.Idle);
        memory.Is(StationMarks.AskedAgain).ShouldBe(again);
    }

    // Three and a half minutes after a pause, half an hour if it took nothing; a station that goes down to nothing without switching needs no rest.
    [Theory]
    [InlineData(6, false, 209, true)]
    [InlineData(6, false, 210, false)]
    [InlineData(6, true, 1799, true)]
    [InlineData(6, true, 1800, false)]
    [InlineData(0, false, 1, false)]
    public void A_pause_lasts_for_a_while(double minimumA, bool full, int pausedS, bool rests)
    {
        var contender = Assess(Rests with { PausedAt = Ago(pausedS) }, 0, Ready with { Full = full }, Station(1, Grid, minimumA: minimumA));

        contender.Standing.ShouldBe(rests ? Standing.Off : Standing.Competes);
        contender.Bound.ShouldBe(rests ? ReasonCode.Resting : full ? ReasonCode.Unused : ReasonCode.StationMaximum);
    }

    [Fact]
    public void Who_runs_does_not_rest() => Assess(Runs with { PausedAt = Ago(60), PausedBefore = Ago(90) }, 10).Standing.ShouldBe(Standing.Competes);

    // Paused twice within the hour, it waits for the next turn or its own.
    [Theory]
    [InlineData(6, 3599, false, null, true)]
    [InlineData(6, 3600, false, null, false)]
    [InlineData(6, 3599, true, null, false)]
    [InlineData(6, 3599, false, -60, false)]
    [InlineData(6, 3599, false, 0, true)]
    [InlineData(0, 3599, false, null, false)]
    public void Paused_twice_it_waits_for_a_turn(double minimumA, int pausedBeforeS, bool turnChanges, int? entitledUntilS, bool waits)
    {
        var memory = Rests with { PausedAt = Ago(600), PausedBefore = Ago(pausedBeforeS), EntitledUntil = Ago(entitledUntilS) };

        Assess(memory, 0, station: Station(1, Grid, minimumA: minimumA), turnChanges: turnChanges).Standing.ShouldBe(waits ? Standing.Off : Standing.Competes);
    }

    [Theory]
    [InlineData(5.0, true)]
    [InlineData(0.0, false)]
    [InlineData(null, false)]
    public void Who_shall_feed_back_nothing_charges(double? dischargeA, bool discharges) =>
        Assess(Runs, 10, Ready with { DischargeA = dischargeA }, Station(1, Grid) with { DischargeMaximumA = 10 }).Standing.ShouldBe(discharges ? Standing.Discharges : Standing.Competes);

    // What it takes, until it is alarmed; then all it can. Never more than that.
    [Theory]
    [InlineData(true, false, 12, 12)]
    [InlineData(true, false, 20, 16)]
    [InlineData(false, true, 12, 16)]
    [InlineData(true, true, 12, 16)]
    [InlineData(false, false, 12, 0)]
    public void What_is_kept_free_for_one_that_takes_too_much(bool jumped, bool disobeys, double takesA, double reservedA)
    {
        var memory = Runs;
        memory.Mark(StationMarks.Jumped, jumped);
        memory.Mark(StationMarks.Disobeys, disobeys);

        var contender = Assess(memory, takesA);

        contender.ReservedA.ShouldBe(reservedA);
        contender.KeepsOrder.ShouldBe(jumped && !disobeys);
    }

    private static long Ago(int? seconds) => seconds is { } some ? Now.AddSeconds(-some).UtcTicks : Clock.Never;

    private static Contender Assess(
        StationMemory memory, double? takesA, StationInput? reading = null, Station? station = null, bool failSafe = false, bool turnChanges = false, double odd = 0) =>
        Assess(ref memory, takesA, reading, station, failSafe, turnChanges, odd);

    private static Contender Assess(
        ref StationMemory memory, double? takesA, StationInput? reading = null, Station? station = null, bool failSafe = false, bool turnChanges = false, double odd = 0)
    {
        var (site, options, clock) = (Build([Root(80)], [station ?? Station(1, Grid)]), AllocatorOptions.Default, new Clock());
        var (facts, contenders) = (new[] { new StationFacts(site.Stations[0], options) }, new Contender[1]);
        var queue = new Queue(site, contenders, facts, options);
        var memoryOfSite = SiteMemory.AtStart;
        clock.Set(turnChanges ? Now.AddMinutes(-15) : Now);
        queue.Begin(clock, ref memoryOfSite);
        clock.Set(Now);
        queue.Begin(clock, ref memoryOfSite);

        new Assessment(site, facts, queue, options).Assess(
            ref contenders[0], 0, reading ?? Ready, ref memory, takesA is not null, PhaseCurrents.Balanced(takesA ?? odd), failSafe, memoryOfSite, clock);
        return contenders[0];
    }
}
