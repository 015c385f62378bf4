using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>How the meters must answer to a vehicle on one phase or two, so that it counts for the wiring of its station.</summary>
public class WiringAnswerTests
{
    private static readonly PhaseCurrents House = PhaseCurrents.Balanced(20);
    private static readonly PhaseCurrents OnFirst = new(10, 0, 0);

    // One phase follows by six to fourteen tenths, the others by less than three: all else may be the house.
    [Theory]
    [InlineData(0, 6, 0, PhaseSet.L2)]
    [InlineData(0, 14, 0, PhaseSet.L2)]
    [InlineData(2.9, -2.9, 10, PhaseSet.L3)]
    [InlineData(0, 5.9, 0, PhaseSet.None)]
    [InlineData(0, 14.1, 0, PhaseSet.None)]
    [InlineData(3, 10, 0, PhaseSet.None)]
    [InlineData(0, 10, -3, PhaseSet.None)]
    [InlineData(0, 0, 0, PhaseSet.None)]
    [InlineData(10, 10, 0, PhaseSet.None)]
    public void The_phase_that_follows_is_noted(double onL1A, double onL2A, double onL3A, PhaseSet noted)
    {
        var site = With(PhaseRotation.Unknown(1));

        site.Change(House + new PhaseCurrents(onL1A, onL2A, onL3A), OnFirst);

        site.State.Stations[0].Vote.ShouldBe(noted);
        site.State.Stations[0].LearntPhase.ShouldBe(PhaseSet.None);
    }

    [Fact]
    public void Three_times_the_same_in_a_row_is_learnt()
    {
        var site = With(PhaseRotation.Unknown(1));

        Answer(site, PhaseSet.L2, PhaseSet.L2, PhaseSet.L3, PhaseSet.L3);
        site.State.Stations[0].LearntPhase.ShouldBe(PhaseSet.None);
        Answer(site, PhaseSet.L3);
        site.State.Stations[0].LearntPhase.ShouldBe(PhaseSet.L3);
        Answer(site, PhaseSet.L3, PhaseSet.L3, PhaseSet.L2);
        site.State.Stations[0].LearntPhase.ShouldBe(PhaseSet.L3);
    }

    // Of three phases only the first can be learnt: a vehicle on another one, or on two, does not tell where that is.
    [Theory]
    [InlineData(1, PhaseSet.L1, PhaseSet.L3)]
    [InlineData(1, PhaseSet.L2, PhaseSet.L3)]
    [InlineData(3, PhaseSet.L1, PhaseSet.L3)]
    [InlineData(3, PhaseSet.L2, PhaseSet.None)]
    public void Only_the_first_terminal_is_learnt(int wired, PhaseSet loaded, PhaseSet learnt)
    {
        var site = With(PhaseRotation.Unknown(wired), loaded);

        Answer(site, PhaseSet.L3, PhaseSet.L3, PhaseSet.L3);

        site.State.Stations[0].LearntPhase.ShouldBe(learnt);
    }

    [Fact]
    public void Two_phases_that_follow_do_not_tell_which_is_the_first()
    {
        var site = With(PhaseRotation.Unknown(3), PhaseSet.L1 | PhaseSet.L2);

        Answer(site, PhaseSet.L1 | PhaseSet.L3, PhaseSet.L1 | PhaseSet.L3, PhaseSet.L1 | PhaseSet.L3);

        site.State.Stations[0].Vote.ShouldBe(PhaseSet.L1 | PhaseSet.L3);
        site.State.Stations[0].LearntPhase.ShouldBe(PhaseSet.None);
    }

    // What was written down is called wrong after three answers, and right again after three others.
    [Fact]
    public void A_rotation_is_called_wrong_and_right_again()
    {
        var site = With(PhaseRotation.Straight);

        Answer(site, PhaseSet.L2, PhaseSet.L2);
        site.State.Stations[0].Is(StationMarks.RotationWrong).ShouldBeFalse();
        Answer(site, PhaseSet.L2);
        site.State.Stations[0].Is(StationMarks.RotationWrong).ShouldBeTrue();
        site.State.Stations[0].LearntPhase.ShouldBe(PhaseSet.None);
        Answer(site, PhaseSet.L1, PhaseSet.L1, PhaseSet.L1);
        site.State.Stations[0].Is(StationMarks.RotationWrong).ShouldBeFalse();
    }

    // At least 3 A, of a vehicle that is known to use one phase or two.
    [Theory]
    [InlineData(3, PhaseSet.L1, PhaseSet.L2)]
    [InlineData(2.9, PhaseSet.L1, PhaseSet.None)]
    [InlineData(10, PhaseSet.None, PhaseSet.None)]
    [InlineData(10, PhaseSet.All, PhaseSet.None)]
    public void Small_changes_and_three_phases_say_nothing(double byA, PhaseSet loaded, PhaseSet noted)
    {
        var site = With(PhaseRotation.Unknown(1), loaded);

        site.Change(House + (loaded == PhaseSet.All ? PhaseCurrents.Balanced(byA) : new PhaseCurrents(0, byA, 0)), new PhaseCurrents(byA, 0, 0));

        site.State.Stations[0].Vote.ShouldBe(noted);
    }

    // What others take is reckoned with where it is known on which phases they do; who moves elsewhere spoils the answer.
    [Theory]
    [InlineData(true, 10, PhaseSet.L3)]
    [InlineData(false, 0.6, PhaseSet.None)]
    [InlineData(false, 0.5, PhaseSet.L3)]
    [InlineData(false, 0, PhaseSet.L3)]
    public void Others_that_move_are_reckoned_with(bool isPlaced, double othersA, PhaseSet noted)
    {
        var site = With(PhaseRotation.Unknown(1));
        site.IsPlaced = station => station == 1 && isPlaced;
        var otherA = new PhaseCurrents(0, 0, othersA);

        site.Change(House + new PhaseCurrents(0, 0, 6) + (isPlaced ? otherA : PhaseCurrents.Zero), OnFirst, otherA);

        site.State.Stations[0].Vote.ShouldBe(noted);
    }

    // The meter nearest to the station answers, once; if it is silent, the next one above.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_the_nearest_meter_answers(bool below)
    {
        var site = new Answers(Build(
            [Root(63), Feeder(GarageA, "Garage A", 40)], [Station(1, GarageA) with { Rotation = PhaseRotation.Unknown(1) }, Station(2, Grid)]))
        { MetersBelow = below };
        site.State.Stations[0].LoadedPhases = PhaseSet.L1;
        site.IsPlaced = station => station == 1;

        Answer(site, PhaseSet.L2);

        site.State.Stations[0].Votes.ShouldBe(1);
    }

    private static Answers With(PhaseRotation rotation, PhaseSet loaded = PhaseSet.L1)
    {
        var site = new Answers(Build([Root(63)], [Station(1, Grid) with { Rotation = rotation }, Station(2, Grid), Station(3, Grid, "231")]));
        site.State.Stations[0].LoadedPhases = loaded;
        site.IsPlaced = station => station != 0 || rotation.IsKnown;
        return site;
    }

    private static void Answer(Answers site, params PhaseSet[] phases)
    {
        foreach (var phase in phases)
            site.Change(site.LastMeterA + Booking.On(phase, 10), site.LastA + OnFirst);
    }
}
