using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>What one look at a station of 6 to 16 A says, just on and just beyond each bound.</summary>
public class ObservationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);
    private static readonly Station Plain = Station(1, Grid);

    // Ten times its maximum, in either direction, on any phase; and nothing from a station that is silent or speaks of long ago.
    [Theory]
    [InlineData(160, true, 10, true)]
    [InlineData(160.1, true, 10, false)]
    [InlineData(-160, true, 10, true)]
    [InlineData(-160.1, true, 10, false)]
    [InlineData(double.NaN, true, 10, false)]
    [InlineData(10, true, 10.1, false)]
    [InlineData(10, false, 0, false)]
    public void What_it_says_flows(double currentA, bool reachable, double ageS, bool measured)
    {
        var reading = new StationInput { Reachable = reachable, MeasuredA = Measured.Value(new PhaseCurrents(0, currentA, 0), TimeSpan.FromSeconds(ageS)) };

        Observation.TryMeasure(Plain, reading, AllocatorOptions.Default, out _).ShouldBe(measured);
    }

    // It follows what it confirmed; until it confirms the last order, any that was sent since.
    [Theory]
    [InlineData(10.0, 16.0, 12, 16)]
    [InlineData(10.0, 6.0, 14, 14)]
    [InlineData(10.0, 10.0, 16, 10)]
    [InlineData(10.0, 9.95, 16, 10)]
    [InlineData(0.0, 0.1, 16, 0.1)]
    [InlineData(double.NaN, 12.0, 16, 12)]
    [InlineData(10.0, null, 16, 16)]
    public void The_highest_order_it_may_be_following(double orderA, double? confirmedA, double beforeA, double followsA) =>
        Look(Memory(orderA) with { FollowsAtMostA = beforeA }, 0, new StationInput { Reachable = true, Connected = true, ConfirmedA = confirmedA })
            .FollowsAtMostA.ShouldBe(followsA);

    [Theory]
    [InlineData(false, 8.4, true)]
    [InlineData(false, 8.5, false)]
    [InlineData(true, 0.9, true)]
    [InlineData(true, 1, false)]
    public void Less_than_it_was_offered(bool switched, double takesA, bool underused) =>
        (Look(Memory(10), takesA, station: Plain with { Switched = switched }).UnderusedSince != Clock.Never).ShouldBe(underused);

    // An ampere more than its order, or a tenth of it, is in good health.
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(0, 1.1, true)]
    [InlineData(-10, 1, false)]
    [InlineData(10, 11, false)]
    [InlineData(10, 11.1, true)]
    [InlineData(15, 16.5, false)]
    [InlineData(15, 16.6, true)]
    public void More_than_it_was_ordered(double orderA, double takesA, bool overdrawn) =>
        (Look(Memory(orderA), takesA).OverdrawnSince != Clock.Never).ShouldBe(overdrawn);

    // An order that moved a moment ago, or a vehicle that was just plugged in, may explain it.
    [Theory]
    [InlineData(null, null, true)]
    [InlineData(10, 10, true)]
    [InlineData(9, 60, false)]
    [InlineData(60, 9, false)]
    [InlineData(null, 9, false)]
    public void More_than_its_order_out_of_the_blue_is_a_jump(int? movedS, int? connectedS, bool jumped) =>
        Look(Memory(6) with { MovedAt = Ago(movedS), ConnectedSince = Ago(connectedS) }, 16).Is(StationMarks.Jumped).ShouldBe(jumped);

    // Ten seconds when its order stood still or it jumped; twenty when the order moved meanwhile.
    [Theory]
    [InlineData(10, 60, 60, true)]
    [InlineData(9, 60, 60, false)]
    [InlineData(10, 60, 5, true)]
    [InlineData(19, 5, 60, false)]
    [InlineData(20, 5, 60, true)]
    public void After_some_time_it_does_not_obey(int overdrawnS, int movedS, int connectedS, bool disobeys)
    {
        var memory = Look(Memory(6) with { OverdrawnSince = Ago(overdrawnS), MovedAt = Ago(movedS), ConnectedSince = Ago(connectedS) }, 16);

        memory.Is(StationMarks.Disobeys).ShouldBe(disobeys);
        Look(memory with { MovedAt = Ago(1), OverdrawnSince = Ago(1) }, 16).Is(StationMarks.Disobeys).ShouldBe(disobeys);
        Look(memory, 6).Is(StationMarks.Disobeys | StationMarks.Jumped).ShouldBeFalse();
    }

    // It takes nothing of 8 A for a minute: some need 10 A to start, so that it is offered those for a minute before it counts as full.
    [Theory]
    [InlineData(8, false, false, true)]
    [InlineData(8, true, true, true)]
    [InlineData(10, false, true, false)]
    public void A_vehicle_that_takes_nothing_is_offered_more_once(double orderA, bool offered, bool takesNothing, bool offeredMore)
    {
        var before = Memory(orderA) with { UnderusedSince = Ago(60) };
        before.Mark(StationMarks.OfferedMore, offered);

        var memory = Look(before, 0.9);

        memory.Is(StationMarks.TakesNothing).ShouldBe(takesNothing);
        memory.Is(StationMarks.OfferedMore).ShouldBe(offeredMore);
        memory.UnderusedSince.ShouldBe(takesNothing ? Ago(60) : Ago(0));
    }

    [Theory]
    [InlineData(0.9, true)]
    [InlineData(1, false)]
    public void A_vehicle_that_takes_an_ampere_takes_something(double takesA, bool takesNothing) =>
        Look(Memory(10) with { Marks = StationMarks.TakesNothing }, takesA).Is(StationMarks.TakesNothing).ShouldBe(takesNothing);

    // From 3 A on it shows which phases the vehicle uses: those that carry an ampere.
    [Theory]
    [InlineData(2.9, 2.9, 2.9, PhaseSet.None)]
    [InlineData(3, 1, 0.9, PhaseSet.L1 | PhaseSet.L2)]
    [InlineData(0.9, 3, 1, PhaseSet.L2 | PhaseSet.L3)]
    [InlineData(1, 0.9, 3, PhaseSet.L1 | PhaseSet.L3)]
    public void The_phases_of_the_vehicle(double onL1A, double onL2A, double onL3A, PhaseSet loaded)
    {
        var memory = Look(Memory(6), new PhaseCurrents(onL1A, onL2A, onL3A));

        memory.LoadedPhases.ShouldBe(loaded);
        memory.LoadedPhasesSince.ShouldBe(loaded == PhaseSet.None ? Clock.Never : Ago(0));
        memory.ConnectedSince.ShouldBe(Ago(0));
    }

    // While it is told to use one phase, and until it had time to come back, it does not show what the vehicle can use.
    [Theory]
    [InlineData(true, 1, null, false)]
    [InlineData(true, 3, null, true)]
    [InlineData(true, 3, 9, false)]
    [InlineData(true, 3, 10, true)]
    [InlineData(false, 1, null, true)]
    public void On_one_phase_it_does_not_show_how_many_the_vehicle_uses(bool switches, int ordered, int? changedS, bool shows) =>
        Look(Memory(10) with { OrderPhases = ordered, PhasesChangedAt = Ago(changedS) }, new PhaseCurrents(10, 0, 0), station: Plain with { SwitchesPhases = switches })
            .LoadedPhases.ShouldBe(shows ? PhaseSet.L1 : PhaseSet.None);

    // What was known of the vehicle goes with it, what is known of the wiring stays.
    [Fact]
    public void The_next_vehicle_is_another_one()
    {
        var before = Memory(0) with
        {
            ConnectedSince = Ago(60),
            PausedAt = Ago(60),
            PausedBefore = Ago(90),
            WaitingSince = Ago(60),
            LoadedPhases = PhaseSet.L1,
            LoadedPhasesSince = Ago(60),
            Marks = StationMarks.TakesNothing | StationMarks.OfferedMore | StationMarks.AskedAgain | StationMarks.RotationWrong,
            LearntPhase = PhaseSet.L2,
        };

        var memory = Look(before, 0, new StationInput { Reachable = true });

        memory.ShouldBe(Memory(0) with { FollowsAtMostA = 16, Marks = StationMarks.RotationWrong, LearntPhase = PhaseSet.L2 });
    }

    private static StationMemory Memory(double orderA) => StationMemory.AtStart with { OrderA = orderA };

    private static long Ago(int? seconds) => seconds is { } some ? Now.AddSeconds(-some).UtcTicks : Clock.Never;

    private static StationMemory Look(StationMemory memory, double takesA, StationInput? reading = null, Station? station = null) =>
        Look(memory, PhaseCurrents.Balanced(takesA), reading, station);

    private static StationMemory Look(StationMemory memory, PhaseCurrents takesA, StationInput? reading = null, Station? station = null)
    {
        var clock = new Clock();
        clock.Set(Now);
        Observation.Update(ref memory, station ?? Plain, reading ?? new StationInput { Reachable = true, Connected = true }, true, takesA, clock, AllocatorOptions.Default);
        return memory;
    }
}
