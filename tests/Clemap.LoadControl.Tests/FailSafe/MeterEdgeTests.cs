using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>Where a meter just is, and just is not believed: a fuse of 40 A, so that a difference of 3.2 A is in good health.</summary>
public class MeterEdgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);
    private static readonly Circuit Fuse = Root(40);
    private CircuitMemory _memory = CircuitMemory.AtStart;

    // Ten times the fuse, in either direction.
    [Theory]
    [InlineData(400, MeterStanding.Fresh)]
    [InlineData(400.1, MeterStanding.Implausible)]
    [InlineData(-400, MeterStanding.Fresh)]
    [InlineData(-400.1, MeterStanding.Implausible)]
    public void What_no_fuse_survives_is_not_believed(double meterA, MeterStanding standing)
    {
        Judge(Fuse, new PhaseCurrents(0, meterA, 0), 0).ShouldBe(standing);
        Judge(Fuse, new PhaseCurrents(meterA, 10, 10), 1).ShouldBe(standing);
    }

    // Charging of 20 A on a meter that shows less; only after both had time to settle.
    [Theory]
    [InlineData(0, 16.9, MeterStanding.Fresh)]
    [InlineData(0, 16.7, MeterStanding.Implausible)]
    [InlineData(10, 6.9, MeterStanding.Fresh)]
    [InlineData(10, 6.7, MeterStanding.Implausible)]
    public void Less_than_charging_needs_a_generator(double generationA, double meterA, MeterStanding standing)
    {
        var roof = Fuse with { MaximumGenerationA = generationA };

        Judge(roof, Meter(0, meterA), 0, chargingA: 20).ShouldBe(MeterStanding.Fresh);
        Judge(roof, Meter(9, meterA), 9, chargingA: 20).ShouldBe(MeterStanding.Fresh);
        Judge(roof, Meter(10, meterA), 10, chargingA: 20).ShouldBe(standing);
    }

    // It starts over when the meter was right in between.
    [Fact]
    public void A_short_dip_is_forgiven()
    {
        var none = Fuse with { MaximumGenerationA = 0 };

        Judge(none, Meter(0, 0), 0, chargingA: 20);
        Judge(none, Meter(5, 20), 5, chargingA: 20);
        Judge(none, Meter(11, 0), 11, chargingA: 20).ShouldBe(MeterStanding.Fresh);
        Judge(none, Meter(20, 0), 20, chargingA: 20).ShouldBe(MeterStanding.Fresh);
        Judge(none, Meter(21, 0), 21, chargingA: 20).ShouldBe(MeterStanding.Implausible);
    }

    // The very same value for a minute; within one ampere of what the stations say it may stand still.
    [Theory]
    [InlineData(10, 10, MeterStanding.Fresh)]
    [InlineData(11, 10, MeterStanding.Fresh)]
    [InlineData(9, 10, MeterStanding.Fresh)]
    [InlineData(11.1, 10, MeterStanding.Frozen)]
    [InlineData(8.9, 10, MeterStanding.Frozen)]
    public void A_meter_that_stands_still(double meterA, double chargingA, MeterStanding standing)
    {
        Judge(Fuse, PhaseCurrents.Balanced(meterA), 0, chargingA).ShouldBe(MeterStanding.Fresh);
        Judge(Fuse, PhaseCurrents.Balanced(meterA), 59.9, chargingA).ShouldBe(MeterStanding.Fresh);
        Judge(Fuse, PhaseCurrents.Balanced(meterA), 60, chargingA).ShouldBe(standing);
    }

    // Once frozen, it is not believed again by agreeing with the stations, only by moving.
    [Fact]
    public void A_frozen_meter_must_move()
    {
        Judge(Fuse, PhaseCurrents.Balanced(20), 0, chargingA: 10);
        Judge(Fuse, PhaseCurrents.Balanced(20), 60, chargingA: 10).ShouldBe(MeterStanding.Frozen);
        Judge(Fuse, PhaseCurrents.Balanced(20), 61, chargingA: 20).ShouldBe(MeterStanding.Frozen);
        Judge(Fuse, PhaseCurrents.Balanced(20.1), 62, chargingA: 10).ShouldBe(MeterStanding.Fresh);
    }

    // A coarse meter may stand still for ever.
    [Fact]
    public void Where_that_is_switched_off_it_may_stand_still()
    {
        var coarse = new AllocatorOptions { FrozenAfter = null };

        Judge(Fuse, PhaseCurrents.Balanced(20), 0, options: coarse);
        Judge(Fuse, PhaseCurrents.Balanced(20), 3600, options: coarse).ShouldBe(MeterStanding.Fresh);
    }

    // Charging stops, and what it says looks sound again: it must first show that it moves with charging.
    [Fact]
    public void Once_too_low_it_is_not_believed_when_charging_stops()
    {
        var none = Fuse with { MaximumGenerationA = 0 };
        Judge(none, Meter(0, 0), 0, chargingA: 20);
        Judge(none, Meter(10, 0), 10, chargingA: 20).ShouldBe(MeterStanding.Implausible);

        Judge(none, Meter(11, 0), 11, chargingA: 0).ShouldBe(MeterStanding.Contradicts);
        _memory.Contradictions.ShouldBe(3);
    }

    private static PhaseCurrents Meter(double second, double meterA) => PhaseCurrents.Balanced(meterA + (second * 1e-9));

    private MeterStanding Judge(Circuit circuit, PhaseCurrents meterA, double second, double chargingA = 0, AllocatorOptions? options = null)
    {
        var clock = new Clock();
        clock.Set(Start.AddSeconds(second));
        var reading = new CircuitInput { MeterA = Measured.Value(meterA, TimeSpan.Zero) };
        return Meters.Judge(circuit, reading, PhaseCurrents.Balanced(chargingA), ref _memory, clock, options ?? AllocatorOptions.Default, out _);
    }
}
