using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.LoadControl.Tests.ReferenceTests;

/// <summary>Shares that can be worked out on paper.</summary>
public class FillingTests
{
    // 48 A among 6..16, 6..32 and 6..32: 16 each.
    [Fact]
    public void Equal_stations_get_equal_shares() =>
        Fill(48, Car(PhaseSet.All, 16), Car(PhaseSet.All), Car(PhaseSet.All)).ShouldBe([16, 16, 16], 1e-9);

    // The first cannot use its 16 A; the others share what it leaves: (48 - 10) / 2.
    [Fact]
    public void What_one_cannot_use_goes_to_the_others() =>
        Fill(48, Car(PhaseSet.All, 10), Car(PhaseSet.All), Car(PhaseSet.All)).ShouldBe([10, 19, 19], 1e-9);

    // L1 carries two, L2 and L3 one each beside the three-phase one: L1 binds two at 10 A, the third goes on to 20 - 10 = 10 on L2.
    [Fact]
    public void A_full_phase_binds_only_who_uses_it() =>
        Fill(20, Car(PhaseSet.L1), Car(PhaseSet.All, 8), Car(PhaseSet.L2)).ShouldBe([12, 8, 12], 1e-9);

    // 30 A at weights 2 and 1: 20 and 10.
    [Fact]
    public void Weights_set_the_proportion() =>
        Fill(30, Car(PhaseSet.All) with { Weight = 2 }, Car(PhaseSet.All)).ShouldBe([20, 10], 1e-9);

    // The minimum of 9 A stands above the equal share of 8 A: 24 - 9 = 15 for the other two.
    [Fact]
    public void A_minimum_above_the_share_is_kept() =>
        Fill(24, Car(PhaseSet.All, lowestA: 9), Car(PhaseSet.All), Car(PhaseSet.All)).ShouldBe([9, 7.5, 7.5], 1e-9);

    // The higher class takes all but the minimum of the lower.
    [Fact]
    public void A_higher_class_is_filled_before_a_lower_that_keeps_its_minimum() =>
        Fill(30, Car(PhaseSet.All, 32), Car(PhaseSet.All) with { Class = 1 }).ShouldBe([6, 24], 1e-9);

    // 20 A among three: 6.67 each, 6 after rounding, and two single steps go to the first two.
    [Fact]
    public void Steps_are_rounded_down_and_handed_back() =>
        Fill(20, Stepped(), Stepped(), Stepped()).ShouldBe([7, 7, 6], 1e-9);

    // 20.5 A: 10.25 each; the stepped one takes 10 and the other what is left.
    [Fact]
    public void What_steps_leave_goes_to_who_can_take_any_current() =>
        Fill(20.5, Stepped(), Car(PhaseSet.All)).ShouldBe([10, 10.5], 1e-9);

    // 16 A of block, and the rest of 30 A for the other.
    [Fact]
    public void A_switched_station_is_a_block() =>
        Fill(30, Car(PhaseSet.All, 16) with { Switched = true }, Car(PhaseSet.All)).ShouldBe([16, 14], 1e-9);

    // The feeder of 20 A binds its two at 10; the third takes what the connection has left: 50 - 20.
    [Fact]
    public void Each_level_of_the_tree_binds_what_hangs_below_it()
    {
        var site = new Snapshot(
            [Circuit(-1, 50), Circuit(0, 20)],
            [Car(PhaseSet.All) with { Circuit = 1 }, Car(PhaseSet.All) with { Circuit = 1 }, Car(PhaseSet.All)]);

        Filling.Fill(site, [0, 1, 2])!.ShouldBe([10, 10, 30], 1e-9);
    }

    // Two three-phase stations on a sum of 90 A: 15 A on three phases each.
    [Fact]
    public void A_sum_over_the_phases_counts_each_phase()
    {
        var site = new Snapshot([Circuit(-1, 63) with { SumLimitA = 90 }], [Car(PhaseSet.All), Car(PhaseSet.All)]);

        Filling.Fill(site, [0, 1])!.ShouldBe([15, 15], 1e-9);
    }

    [Fact]
    public void Minima_that_do_not_fit_have_no_shares() => Filling.Fill(new Snapshot([Circuit(-1, 11)], [Car(PhaseSet.All), Car(PhaseSet.All)]), [0, 1]).ShouldBeNull();

    private static double[] Fill(double limitA, params StationSnapshot[] stations) =>
        Filling.Fill(new Snapshot([Circuit(-1, limitA)], stations), [.. Enumerable.Range(0, stations.Length)])!;

    private static CircuitSnapshot Circuit(int parent, double limitA) => new(parent, PhaseCurrents.Balanced(limitA), null, PhaseCurrents.Zero);

    private static StationSnapshot Car(PhaseSet phases, double highestA = 32, double lowestA = 6) => new(0, phases, lowestA, highestA);

    private static StationSnapshot Stepped() => Car(PhaseSet.All) with { StepA = 1 };
}
