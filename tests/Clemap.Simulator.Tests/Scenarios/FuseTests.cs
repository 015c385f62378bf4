using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Tests.Scenarios;

public sealed class FuseTests
{
    [Theory]
    [InlineData(nameof(FuseKind.C), 16, 1.13, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(nameof(FuseKind.C), 16, 1.45, 5, 60)]
    [InlineData(nameof(FuseKind.C), 16, 2.0, 9, 11)]
    [InlineData(nameof(FuseKind.C), 16, 2.55, 1, 10)]
    [InlineData(nameof(FuseKind.C), 63, 2.55, 1, 20)]
    [InlineData(nameof(FuseKind.C), 16, 5.0, 0, 0)]
    [InlineData(nameof(FuseKind.B), 16, 3.0, 0, 0)]
    [InlineData(nameof(FuseKind.B), 16, 2.99, 1, 10)]
    [InlineData(nameof(FuseKind.D), 16, 9.9, 0.1, 1)]
    [InlineData(nameof(FuseKind.D), 16, 10.0, 0, 0)]
    [InlineData(nameof(FuseKind.Gg), 63, 1.25, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(nameof(FuseKind.Gg), 63, 1.6, 10, 600)]
    [InlineData(nameof(FuseKind.Gg), 63, 2.54, 9.9, 10.1)]
    [InlineData(nameof(FuseKind.Gg), 32, 2.34, 9.9, 10.1)]
    [InlineData(nameof(FuseKind.Gg), 16, 2.06, 9.9, 10.1)]
    public void A_cold_device_opens_at_the_lower_edge_of_its_band(string kind, double ratingA, double multiple, double earliestS, double latestS) =>
        FuseCurve.Of(Enum.Parse<FuseKind>(kind), ratingA).ColdSeconds(multiple).ShouldBeInRange(earliestS, latestS);

    [Fact]
    public void What_it_carries_for_ever_does_not_open_it_in_a_year()
    {
        var fuse = Of(FuseKind.C, 16);
        fuse.Carry(16 * 1.13, 0, 365 * 86_400);
        fuse.Trips.ShouldBe(0);
        fuse.Heat.ShouldBe(1, 1e-6);
        fuse.Carry(16 * 1.14, 365 * 86_400, 366 * 86_400);
        fuse.Trips.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void One_long_step_is_as_many_short_ones()
    {
        var (once, often) = (Of(FuseKind.C, 16), Of(FuseKind.C, 16));
        once.Carry(17, 0, 100);
        for (var second = 0; second < 100; second++) often.Carry(17, second, second + 1);
        often.Heat.ShouldBe(once.Heat, 1e-12);
        once.Carry(32, 100, 200);
        for (var second = 100; second < 200; second++) often.Carry(32, second, second + 1);
        often.FirstTripAt.ShouldBe(once.FirstTripAt, 1e-9);
    }

    // Heat 0.783 after hours at the rating, 26 s of time constant: 26 * ln((3.133 - 0.783) / 2.133) = 2.5 s.
    [Fact]
    public void A_warm_device_opens_sooner()
    {
        var fuse = Of(FuseKind.C, 16);
        fuse.Carry(16, 0, 3600);
        fuse.Carry(32, 3600, 3700);
        fuse.FirstTripAt.ShouldBe(3602.5, 0.05);
    }

    [Fact]
    public void It_is_put_back_after_a_quarter_of_an_hour_and_a_lasting_overload_opens_it_again()
    {
        var fuse = Of(FuseKind.B, 16);
        fuse.Carry(100, 10, 10 + 2000);
        (fuse.Trips, fuse.FirstTripAt).ShouldBe((3, 10));
    }

    [Fact]
    public void Current_that_flows_back_heats_too()
    {
        var fuse = Of(FuseKind.C, 16);
        fuse.Carry(-32, 0, 60);
        fuse.Trips.ShouldBe(1);
    }

    [Fact]
    public void Heat_and_neighbours_take_from_the_rating()
    {
        FuseCurve.Derating(30, 1).ShouldBe(1);
        FuseCurve.Derating(50, 0.8).ShouldBe(0.72, 1e-9);
        var fuse = new Fuse(FuseCurve.Of(FuseKind.C, 16), 16 * FuseCurve.Derating(50, 0.8));
        fuse.Carry(16, 0, 3600);
        fuse.Trips.ShouldBeGreaterThan(0);
    }

    private static Fuse Of(FuseKind kind, double ratingA) => new(FuseCurve.Of(kind, ratingA), ratingA);
}
