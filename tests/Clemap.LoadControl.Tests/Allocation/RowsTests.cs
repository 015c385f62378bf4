using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>The book of what is left: a grid connection with limited unbalance (rows 0 to 3 and 8 to 13), and a garage below it likewise (4 to 7 and 14 to 19).</summary>
public class RowsTests
{
    private static readonly Contender Normal = new() { Phases = PhaseSet.All, Rank = Rank.Of(PriorityClass.Normal) };
    private static readonly Contender OnSurplus = Normal with { Rank = Rank.Surplus };
    private readonly Rows _rows = With(16);

    private static Rows With(double? unbalanceA)
    {
        var rows = new Rows(Build(
            [Root(80) with { UnbalanceLimitA = unbalanceA }, Feeder(GarageA, "Garage A", 40) with { UnbalanceLimitA = unbalanceA }], [Station(1, GarageA), Station(2, Grid)]));
        var budget = new CircuitBudget { RoomA = PhaseCurrents.Balanced(100), SumRoomA = double.PositiveInfinity };
        rows.Reset([budget, budget]);
        return rows;
    }

    [Theory]
    [InlineData(0, 0, Phase.L1)]
    [InlineData(2, 0, Phase.L3)]
    [InlineData(3, 0, null)]
    [InlineData(5, 1, Phase.L2)]
    [InlineData(7, 1, null)]
    [InlineData(8, 0, Phase.L1)]
    [InlineData(9, 0, Phase.L1)]
    [InlineData(12, 0, Phase.L3)]
    [InlineData(13, 0, Phase.L3)]
    [InlineData(14, 1, Phase.L1)]
    [InlineData(16, 1, Phase.L2)]
    [InlineData(19, 1, Phase.L3)]
    public void Every_row_has_its_circuit_and_phase(int row, int circuit, Phase? phase)
    {
        _rows.CircuitOf(row).ShouldBe(circuit);
        _rows.PhaseOf(row).ShouldBe(phase);
        _rows.IsPair(row).ShouldBe(row >= 8);
        _rows.IsSurplus(row).ShouldBeFalse();
    }

    [Fact]
    public void The_last_row_is_the_surplus()
    {
        _rows.IsSurplus(20).ShouldBeTrue();
        _rows.IsPair(20).ShouldBeFalse();
        _rows.RoomA.Length.ShouldBe(21);
    }

    [Fact]
    public void Without_a_limit_of_unbalance_there_are_no_differences()
    {
        With(null).HasPairs.ShouldBeFalse();
        With(null).RoomA.Length.ShouldBe(9);
        _rows.HasPairs.ShouldBeTrue();
    }

    // 2 A on L2: less there and in the sum, L2 further ahead of the others (rows 10, 11), and they of it no more (rows 8 and 13); nothing else.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_load_is_booked_on_its_rows_only(bool onSurplus)
    {
        _rows.SetRoom(0, PhaseCurrents.Balanced(100), 100);
        _rows.SetRoom(1, PhaseCurrents.Balanced(50), 50);
        _rows.SurplusRoomA = 30;

        _rows.Take(1, (onSurplus ? OnSurplus : Normal) with { Phases = PhaseSet.L2 }, 2);

        _rows.RoomA.ShouldBe([100, 98, 100, 98, 50, 50, 50, 50, 18, 16, 14, 14, 16, 18, 16, 16, 16, 16, 16, 16, onSurplus ? 28 : 30]);
    }

    // What grows twice as fast fills its rows twice as fast.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rate_counts_with_its_weight(bool onSurplus)
    {
        var rate = new double[21];

        _rows.AddRate(1, (onSurplus ? OnSurplus : Normal) with { Phases = PhaseSet.L2 | PhaseSet.L3 }, 2, rate);

        rate.ShouldBe([0, 2, 2, 4, 0, 0, 0, 0, -2, -2, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, onSurplus ? 4 : 0]);
    }

    [Fact]
    public void On_an_unknown_phase_it_may_be_ahead_of_all()
    {
        var rate = new double[21];
        _rows.AddRate(1, Normal with { PhaseUnknown = true }, 2, rate);
        rate.ShouldBe([2, 2, 2, 6, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0]);

        _rows.SurplusRoomA = 1;
        _rows.RoomFor(1, Normal with { PhaseUnknown = true }).ShouldBe(16);
    }

    // Of rows that leave the same the one nearest to the station is named, and a phase before a sum or a difference.
    [Theory]
    [InlineData(10, 10, 1000, 1000, 10, 4)]
    [InlineData(9, 10, 1000, 1000, 9, 0)]
    [InlineData(10, 10, 1000, 30, 10, 4)]
    [InlineData(10, 10, 1000, 27, 9, 7)]
    [InlineData(10, 10, 27, 30, 9, 3)]
    public void The_tightest_row(double gridA, double garageA, double gridSumA, double garageSumA, double roomA, int row)
    {
        _rows.SetRoom(0, PhaseCurrents.Balanced(gridA), gridSumA);
        _rows.SetRoom(1, PhaseCurrents.Balanced(garageA), garageSumA);

        _rows.RoomFor(0, Normal, out var tightest).ShouldBe(roomA);
        tightest.ShouldBe(row);
    }

    [Theory]
    [InlineData(16, 5)]
    [InlineData(15.9, 17)]
    public void A_difference_binds_when_it_is_tighter(double differenceA, int row)
    {
        _rows.SetRoom(1, new PhaseCurrents(1, 16, 1));
        _rows.RoomA[17] = differenceA;

        _rows.RoomFor(0, Normal with { Phases = PhaseSet.L2 }, out var tightest).ShouldBe(differenceA);
        tightest.ShouldBe(row);
    }

    [Fact]
    public void Where_nothing_limits_no_row_is_named()
    {
        var rows = With(null);
        rows.SetRoom(0, PhaseCurrents.Balanced(double.PositiveInfinity));

        rows.RoomFor(1, Normal, out var tightest).ShouldBe(double.PositiveInfinity);
        tightest.ShouldBe(-1);
    }

    // Surplus limits only those who charge from it, over their phases.
    [Theory]
    [InlineData(true, 27, 9, 20)]
    [InlineData(true, 30, 10, 4)]
    [InlineData(false, 27, 10, 4)]
    public void Surplus_is_for_its_class(bool onSurplus, double surplusA, double roomA, int row)
    {
        foreach (var rows in new[] { _rows, With(null) })
        {
            rows.SetRoom(1, PhaseCurrents.Balanced(10));
            rows.SurplusRoomA = surplusA;
            var contender = onSurplus ? OnSurplus : Normal;

            rows.RoomFor(0, contender).ShouldBe(roomA);
            rows.RoomFor(0, contender, out var tightest).ShouldBe(roomA);
            tightest.ShouldBe(row == 20 && !rows.HasPairs ? 8 : row);
        }
    }
}
