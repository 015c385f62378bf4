using Clemap.Contracts.DesiredState;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Tests.ControlLoop;

public sealed class TestLimitsTests
{
    private static readonly Guid Station = TestSite.Station(1);

    [Theory]
    [InlineData(null, 6, 6)]
    [InlineData(10, 6, 6)]
    [InlineData(10, 16, 10)]
    [InlineData(0, 16, 0)]
    public void A_test_only_lowers_what_is_wanted(int? wantedA, int capA, int limitA)
    {
        var limits = new TestLimits();
        var wanted = new DesiredStateDocument(
            7, new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(20) }, new Dictionary<Guid, StationWish> { [Station] = new(wantedA, StationPriority.High) });
        limits.Set(new Dictionary<Guid, double> { [Station] = capA });

        var under = limits.Under(wanted);

        under.Stations[Station].ShouldBe(new StationWish(limitA, StationPriority.High));
        under.Circuits.ShouldBe(wanted.Circuits);
        limits.Clear();
        limits.Under(wanted).ShouldBeSameAs(wanted);
    }
}
