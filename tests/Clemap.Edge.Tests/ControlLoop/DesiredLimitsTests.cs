using Clemap.Contracts.DesiredState;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Tests.ControlLoop;

public sealed class DesiredLimitsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EdgeDatabase database;
    private readonly EdgeConfiguration configuration;

    public DesiredLimitsTests()
    {
        database = new EdgeDatabase(folder.Path);
        configuration = TestSite.Create(folder.Path, 1, 2, 3);
    }

    [Fact]
    public void A_version_comes_into_force_whole_and_stays_over_a_restart()
    {
        var limits = Limits();
        limits.Offer(Document(3, gridA: 25, stationA: 10)).ShouldBeNull();
        limits.MarkInForce(limits.Now());

        foreach (var report in new[] { limits.Report("x"), Limits().Report("x") })
        {
            report.Version.ShouldBe(3);
            report.CircuitLimitsA[TestSite.Grid].ShouldBe(25);
            report.StationLimitsA[TestSite.Station(1)].ShouldBe(10);
            report.StationLimitsA[TestSite.Station(2)].ShouldBe(32);
            report.Refused.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(41.0, 10.0, "above-rating")]
    [InlineData(25.0, 33.0, "above-rating")]
    [InlineData(-1.0, 10.0, "negative")]
    public void A_version_that_breaks_a_rule_is_refused_whole(double gridA, double stationA, string code)
    {
        var limits = Limits();
        limits.Offer(Document(3, gridA: 25, stationA: 10));
        limits.MarkInForce(limits.Now());

        var refusal = limits.Offer(Document(4, gridA, stationA));

        refusal!.Code.ShouldBe(code);
        var report = limits.Report("x");
        report.Version.ShouldBe(3);
        report.CircuitLimitsA[TestSite.Grid].ShouldBe(25);
        report.Refused!.Version.ShouldBe(4);
        limits.LastSeenVersion.ShouldBe(4);
        Limits().Report("x").Version.ShouldBe(3);
    }

    [Fact]
    public void A_version_with_an_empty_wish_is_refused()
    {
        var limits = Limits();
        var document = System.Text.Json.JsonSerializer.Deserialize(
            $$$"""{"version":7,"circuits":{"{{{TestSite.Grid}}}":null},"stations":{}}""", Contracts.ContractsJson.Default.DesiredStateDocument)!;

        limits.Offer(document)!.Subject.ShouldBe(TestSite.Grid);

        limits.Wanted.Version.ShouldBe(0);
    }

    [Fact]
    public void A_good_version_after_a_refused_one_clears_it()
    {
        var limits = Limits();
        limits.Offer(Document(4, gridA: 99, stationA: 10));
        limits.Offer(Document(5, gridA: 20, stationA: 10));
        limits.Report("x").Refused.ShouldBeNull();
    }

    [Fact]
    public void A_rating_that_was_lowered_meanwhile_beats_the_stored_wish()
    {
        Limits().Offer(Document(3, gridA: 39, stationA: 10));
        var smaller = configuration with { Circuits = [configuration.Circuits[0] with { RatingA = 32 }] };

        var report = new DesiredLimits(smaller, SiteModels.Topology(smaller).Topology!, new Documents(database), TimeProvider.System).Report("x");

        report.Version.ShouldBe(0);
        report.CircuitLimitsA[TestSite.Grid].ShouldBe(32);
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    private DesiredLimits Limits() =>
        new(configuration, SiteModels.Topology(configuration).Topology!, new Documents(database), TimeProvider.System);

    private static DesiredStateDocument Document(long version, double? gridA, double? stationA) => new(
        version,
        new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(gridA) },
        new Dictionary<Guid, StationWish> { [TestSite.Station(1)] = new(stationA, StationPriority.High) });
}
