using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.LoadControl.Tests.ReferenceTests;

public class OfflineOptimumTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    // Twelve slots of 16 A on three phases: 16 × 3 × 230 V × 1 h.
    [Fact]
    public void One_car_on_a_fuse_gets_what_the_fuse_carries() =>
        Energy(16, 12, new OfflineVisit(0, 0, 12, 100, PhaseSet.All, 32)).ShouldBe(11.04, 1e-6);

    [Fact]
    public void Nobody_gets_more_than_asked() => Energy(16, 12, new OfflineVisit(0, 0, 12, 5, PhaseSet.All, 32)).ShouldBe(5, 1e-6);

    // Who leaves after half an hour takes it all until then, the other makes up for it: 16 × 230 V × 1 h in sum.
    [Fact]
    public void Who_stays_makes_room_for_who_leaves() => Energy(
        16, 12,
        new OfflineVisit(0, 0, 6, 1.84, PhaseSet.L1, 16),
        new OfflineVisit(1, 0, 12, 1.84, PhaseSet.L1, 16)).ShouldBe(3.68, 1e-6);

    // There for one slot and a half of five minutes: 16 A × 3 × 230 V × 0.125 h.
    [Fact]
    public void A_part_of_a_slot_counts_as_a_part() => Energy(16, 12, new OfflineVisit(0, 2.5, 4, 100, PhaseSet.All, 16)).ShouldBe(1.38, 1e-6);

    // Phases do not lend to each other.
    [Fact]
    public void Each_phase_has_its_own_row() => Energy(
        16, 12,
        new OfflineVisit(0, 0, 12, 100, PhaseSet.L1, 32),
        new OfflineVisit(1, 0, 12, 100, PhaseSet.L1, 32)).ShouldBe(3.68, 1e-6);

    [Fact]
    public void The_feeder_binds_before_the_connection()
    {
        var energyKWh = OfflineOptimum.EnergyKWh(
            [Circuit(-1, 63, 12), Circuit(0, 10, 12)], [new OfflineStation(1)], [new OfflineVisit(0, 0, 12, 100, PhaseSet.All, 32)], FiveMinutes);

        energyKWh.ShouldBe(6.9, 1e-6);
    }

    private static double Energy(double headroomA, int slots, params OfflineVisit[] visits) =>
        OfflineOptimum.EnergyKWh([Circuit(-1, headroomA, slots)], [new OfflineStation(0), new OfflineStation(0)], visits, FiveMinutes);

    private static OfflineCircuit Circuit(int parent, double headroomA, int slots) =>
        new(parent, [.. Enumerable.Repeat(PhaseCurrents.Balanced(headroomA), slots)]);
}
