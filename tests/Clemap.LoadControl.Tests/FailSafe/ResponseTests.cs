using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>How a meter has to answer when charging moves, so that it is believed; and when that is not compared at all.</summary>
public class ResponseTests
{
    private static readonly PhaseCurrents House = PhaseCurrents.Balanced(20);
    private readonly Answers _site = new(Build([Root(63)], [Station(1, Grid), Station(2, Grid, "231")]));

    // Charging goes up by 10 A on three phases. All three follow it, all three stand still or mirror it, or one mirrors it while the others follow: all
    // else may be the house.
    [Theory]
    [InlineData(5, 16, 10, -1)]
    [InlineData(4.9, 10, 10, 0)]
    [InlineData(10, 16.1, 10, 0)]
    [InlineData(2.9, -2.9, 0, 1)]
    [InlineData(3, 0, 0, 0)]
    [InlineData(0, -3, 0, 0)]
    [InlineData(-7.5, -12.5, -10, 2)]
    [InlineData(-7.4, -10, -10, 0)]
    [InlineData(-10, -12.6, -10, 0)]
    [InlineData(-10, 10, 10, 1)]
    [InlineData(-10, -10, 10, 0)]
    [InlineData(-5, 10, 10, 0)]
    public void One_change_of_charging_contradicts_a_meter_or_speaks_for_it(double onL1A, double onL2A, double onL3A, int contradictions)
    {
        _site.Change(House + new PhaseCurrents(onL1A, onL2A, onL3A), PhaseCurrents.Balanced(10));

        _site.Circuit.Contradictions.ShouldBe(contradictions);
    }

    [Fact]
    public void Three_contradictions_in_a_row_are_enough_and_two_answers_make_up_for_them()
    {
        Contradict(2);
        _site.Circuit.ContradictsSince.ShouldBe(Clock.Never);
        Contradict(1);
        var found = _site.Circuit.ContradictsSince;
        found.ShouldNotBe(Clock.Never);
        Contradict(1);
        _site.Circuit.Contradictions.ShouldBe(3);
        _site.Circuit.ContradictsSince.ShouldBe(found);

        Answer(1);
        _site.Circuit.ContradictsSince.ShouldBe(found);
        Answer(1);
        _site.Circuit.ContradictsSince.ShouldBe(Clock.Never);
        Answer(1);
        _site.Circuit.Contradictions.ShouldBe(-2);
        Contradict(1);
        _site.Circuit.Contradictions.ShouldBe(1);
    }

    [Fact]
    public void After_half_an_hour_it_gets_another_chance_and_loses_it_at_once()
    {
        Contradict(3);

        _site.Quiet(30 * 60);
        _site.Circuit.ContradictsSince.ShouldBe(Clock.Never);

        Contradict(1);
        _site.Circuit.ContradictsSince.ShouldNotBe(Clock.Never);
    }

    // At least 4 A on three phases that move alike, and less than a quarter of that on others.
    [Theory]
    [InlineData(4, 4, 4, 0, 1)]
    [InlineData(3.9, 3.9, 3.9, 0, 0)]
    [InlineData(10, 9, 8, 0, 1)]
    [InlineData(10, 9, 7.9, 0, 0)]
    [InlineData(-10, -9, -8, 0, 1)]
    [InlineData(-10, -9, -7.9, 0, 0)]
    [InlineData(10, 10, 10, 2.4, 1)]
    [InlineData(10, 10, 10, 2.5, 0)]
    [InlineData(10, 10, 10, -2.5, 0)]
    public void Only_a_clear_change_of_three_phases_is_compared(double onL1A, double onL2A, double onL3A, double otherA, int contradictions)
    {
        var before = new[] { PhaseCurrents.Balanced(14), new PhaseCurrents(6, 0, 0) };
        _site.Quiet(20, House, before);

        _site.Change(House, before[0] + new PhaseCurrents(onL1A, onL2A, onL3A), before[1] + new PhaseCurrents(otherA, 0, 0));

        _site.Circuit.Contradictions.ShouldBe(contradictions);
    }

    [Fact]
    public void Two_that_change_together_count_together()
    {
        _site.Change(House, PhaseCurrents.Balanced(3), PhaseCurrents.Balanced(3));

        _site.Circuit.Contradictions.ShouldBe(1);
    }

    // Over more than a minute the house moves too.
    [Theory]
    [InlineData(60, 1)]
    [InlineData(61, 0)]
    public void A_change_that_takes_long_is_not_compared(int seconds, int contradictions)
    {
        _site.Quiet(20);
        for (var second = 0; second <= seconds; second++)
            _site.Look(1, House, PhaseCurrents.Balanced(second + 1));

        _site.Quiet(20);

        _site.Circuit.Contradictions.ShouldBe(contradictions);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.6, true)]
    public void Half_an_ampere_is_no_change_yet(double byA, bool moved)
    {
        _site.Quiet(20);

        _site.Look(1, House, PhaseCurrents.Balanced(byA));

        (_site.State.Watch.MovedSince != Clock.Never).ShouldBe(moved);
    }

    // A vehicle that charges when the controller starts has not moved.
    [Fact]
    public void What_is_seen_first_is_no_change()
    {
        _site.Look(1, House, PhaseCurrents.Balanced(10));

        _site.State.Watch.MovedSince.ShouldBe(Clock.Never);
    }

    // The house moved some seconds before: the change of charging begins with charging.
    [Fact]
    public void A_change_of_the_house_is_not_the_beginning()
    {
        _site.Quiet(20);
        _site.Look(5, House + PhaseCurrents.Balanced(1), PhaseCurrents.Zero);

        _site.State.Watch.MovedSince.ShouldBe(Clock.Never);
    }

    // All has to stand still for ten seconds; then nothing is waited for any more.
    [Theory]
    [InlineData(10, 0)]
    [InlineData(0, 10)]
    public void Ten_seconds_after_a_change_it_is_looked_at(double houseA, double chargingA)
    {
        _site.Quiet(20);
        _site.Clock.NextChange.ShouldBe(DateTimeOffset.MaxValue.Ticks);

        _site.Look(1, House + PhaseCurrents.Balanced(houseA), PhaseCurrents.Balanced(chargingA));
        _site.Clock.NextChange.ShouldBe(_site.Clock.Now + TimeSpan.FromSeconds(10).Ticks);
        _site.Quiet(9);
        _site.Circuit.Contradictions.ShouldBe(0);
        _site.Quiet(1);
        _site.Circuit.Contradictions.ShouldBe(chargingA > 0 ? 1 : 0);
        _site.Clock.NextChange.ShouldBe(DateTimeOffset.MaxValue.Ticks);
    }

    [Fact]
    public void A_station_that_does_not_say_what_it_takes_leaves_nothing_to_compare()
    {
        _site.Quiet(20);
        _site.Silent = 1;
        _site.Change(House, PhaseCurrents.Balanced(10));

        _site.Circuit.Contradictions.ShouldBe(0);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    public void A_meter_value_that_is_too_old_is_not_compared(int age, int contradictions)
    {
        _site.AgeS = age;
        _site.Change(House, PhaseCurrents.Balanced(10));

        _site.Circuit.Contradictions.ShouldBe(contradictions);
    }

    // Held at a limit charging makes room for the house, so that the meter stands still: before the change, in between, or at its end.
    [Theory]
    [InlineData(true, false, false, 0)]
    [InlineData(true, true, false, 0)]
    [InlineData(false, false, true, 0)]
    [InlineData(false, false, false, 1)]
    public void At_a_limit_standing_still_is_no_contradiction(bool before, bool between, bool after, int contradictions)
    {
        _site.Quiet(20);
        _site.Circuit.HeldInCalm = before ? 1 : 0;
        _site.Look(1, House, PhaseCurrents.Balanced(5));
        _site.Circuit.HeldInCalm = between ? 1 : 0;
        _site.Look(1, House, PhaseCurrents.Balanced(10));
        _site.Circuit.HeldInCalm = after ? 1 : 0;

        _site.Quiet(20);

        _site.Circuit.Contradictions.ShouldBe(contradictions);
    }

    // Less than 3 A left, on a phase, over the phases, or of what charges from surplus.
    [Theory]
    [InlineData(3, 3, 3, 9, 3, false)]
    [InlineData(2.9, 10, 10, 30, 30, true)]
    [InlineData(10, 2.9, 10, 30, 30, true)]
    [InlineData(10, 10, 2.9, 30, 30, true)]
    [InlineData(10, 10, 10, 8.9, 30, true)]
    [InlineData(10, 10, 10, 30, 2.9, true)]
    public void With_little_room_left_charging_is_held(double onL1A, double onL2A, double onL3A, double sumA, double surplusA, bool held)
    {
        var rows = new Rows(Build([Root(63)], []));
        rows.SetRoom(0, new PhaseCurrents(onL1A, onL2A, onL3A), sumA);
        rows.SurplusRoomA = surplusA;

        Response.NoteLimits(rows, _site.State.Circuits);

        (_site.Circuit.HeldInCalm != 0).ShouldBe(held);
    }

    [Fact]
    public void Each_circuit_is_held_for_itself()
    {
        var site = Build([Root(63), Feeder(GarageA, "Garage A", 25)], []);
        var (rows, state) = (new Rows(site), new AllocatorState(site));
        rows.SetRoom(0, PhaseCurrents.Balanced(20));
        rows.SetRoom(1, PhaseCurrents.Balanced(1));
        rows.SurplusRoomA = double.PositiveInfinity;

        Response.NoteLimits(rows, state.Circuits);

        state.Circuits[0].HeldInCalm.ShouldBe(0);
        state.Circuits[1].HeldInCalm.ShouldBe(1);
    }

    private void Contradict(int times)
    {
        for (var time = 0; time < times; time++)
            _site.Change(_site.LastMeterA, _site.LastA + PhaseCurrents.Balanced(10));
    }

    private void Answer(int times)
    {
        for (var time = 0; time < times; time++)
            _site.Change(_site.LastMeterA + PhaseCurrents.Balanced(10), _site.LastA + PhaseCurrents.Balanced(10));
    }
}
