using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>The account of a quarter of an hour, by hand: a cap of 10 kW, of which 9.9 kW are aimed at, at 230 V.</summary>
public class PeakCapEdgeTests
{
    private const double CapW = 10_000;
    private static readonly DateTimeOffset Begin = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private SiteMemory _memory = SiteMemory.AtStart;

    // Who begins in the middle counts as having taken what is aimed at so far.
    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(890)]
    public void It_begins_as_if_all_had_been_right(int second) => RoomW(second, 4_000).ShouldBe(9_900 - 4_000, 0.01);

    // 10 s at 4 kW instead of 9.9 kW leave 59 kJ for the 590 s that remain; at most 5 % more than the cap, and spread over two minutes at least.
    [Theory]
    [InlineData(300, 310, 4_000, 9_900 + (59_000 / 590.0))]
    [InlineData(300, 310, 9_900, 9_900)]
    [InlineData(300, 310, 15_800, 9_900 - (59_000 / 590.0))]
    [InlineData(840, 850, 4_000, 9_900 + (59_000 / 120.0))]
    [InlineData(840, 850, 15_800, 9_900 - (59_000 / 120.0))]
    [InlineData(840, 850, -20_000, 10_500)]
    [InlineData(890, 899, 500_000, 0)]
    public void What_was_saved_may_be_used(int from, int second, double importW, double allowedW)
    {
        RoomW(from, importW);

        RoomW(second, importW).ShouldBe(allowedW - importW, 0.01);
    }

    // Longer than ten seconds nobody looked: it counts as the cap, or as what flows if that is more.
    [Theory]
    [InlineData(310, 4_000, 59_000 / 590.0)]
    [InlineData(320, 4_000, -2_000 / 580.0)]
    [InlineData(320, 15_000, -102_000 / 580.0)]
    public void What_nobody_watched_counts_as_the_cap(int second, double importW, double moreW)
    {
        RoomW(300, importW);

        RoomW(second, importW).ShouldBe(9_900 + moreW - importW, 0.01);
    }

    [Fact]
    public void The_next_quarter_begins_anew()
    {
        RoomW(895, 4_000);

        RoomW(900, 4_000).ShouldBe(9_900 - 4_000, 0.01);
    }

    // Power that the meter tells wins over what follows from the currents, unless it is too old or no number.
    [Theory]
    [InlineData(6_000, 0, 6_000)]
    [InlineData(6_000, 10.1, 6_900)]
    [InlineData(double.NaN, 0, 6_900)]
    public void The_import(double saysW, double ageS, double importW)
    {
        var connection = new CircuitBudget { BaseLoadA = PhaseCurrents.Balanced(4), ChargingA = PhaseCurrents.Balanced(6), SumRoomA = 1_000 };
        var clock = new Clock();
        clock.Set(Begin);

        PeakCap.Apply(
            ref connection, new CircuitInput { ImportW = Measured.Value(saysW, TimeSpan.FromSeconds(ageS)) }, CapW, ref _memory, clock, AllocatorOptions.Default);

        (connection.SumRoomA * 230).ShouldBe(9_900 - (importW - (3 * 6 * 230)), 0.01);
        connection.SumReason.ShouldBe(ReasonCode.PeakCap);
    }

    private double RoomW(int second, double importW)
    {
        var connection = new CircuitBudget { SumRoomA = double.PositiveInfinity };
        var clock = new Clock();
        clock.Set(Begin.AddSeconds(second));
        PeakCap.Apply(ref connection, new CircuitInput { ImportW = Measured.Value(importW, TimeSpan.Zero) }, CapW, ref _memory, clock, AllocatorOptions.Default);
        return connection.SumRoomA * 230;
    }
}
