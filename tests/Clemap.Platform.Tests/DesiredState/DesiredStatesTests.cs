using Clemap.Contracts.DesiredState;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.DesiredState;

public sealed class DesiredStatesTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChangeAsync_LimitBelowTheRating_GivesTheNextVersionAndAnAuditRow()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var person = Guid.CreateVersion7();

        var first = await ChangeAsync(site, new(0, CircuitLimitsA: Wish(TestSite.Grid, 60)), person);
        var second = await ChangeAsync(site, new(1, StationPriorities: new Dictionary<Guid, StationPriority> { [TestSite.Station] = StationPriority.High }), person);

        first.Document!.Version.ShouldBe(1);
        second.Document!.Version.ShouldBe(2);
        second.Document.Circuits[TestSite.Grid].LimitA.ShouldBe(60);
        second.Document.Stations[TestSite.Station].Priority.ShouldBe(StationPriority.High);
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var entries = await database.Audit.Where(entry => entry.Action == "desired-state.changed").OrderBy(entry => entry.Id).ToListAsync(Cancel);
        entries.Count.ShouldBe(2);
        entries.ShouldAllBe(entry => entry.ActorId == person && entry.SubjectId == site.DeviceId);
        entries[0].Before.ShouldBeNull();
        entries[1].Before.ShouldBe(entries[0].After);
        (await database.DesiredStates.CountAsync(Cancel)).ShouldBe(2);
    }

    [Fact]
    public async Task ChangeAsync_NullLimit_TakesTheWishBack()
    {
        var site = await platform.NewCommissionedSiteAsync();
        await ChangeAsync(site, new(CircuitLimitsA: Wish(TestSite.Grid, 0), StationLimitsA: Wish(TestSite.Station, 10)));

        var result = await ChangeAsync(site, new(CircuitLimitsA: Wish(TestSite.Grid, null), StationLimitsA: Wish(TestSite.Station, null)));

        result.Document!.Circuits.ShouldBeEmpty();
        result.Document.Stations.ShouldBeEmpty();
    }

    [Fact]
    public async Task ChangeAsync_ZeroIsALimit_IsKept()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var result = await ChangeAsync(site, new(CircuitLimitsA: Wish(TestSite.Garage, 0)));
        result.Document!.Circuits[TestSite.Garage].LimitA.ShouldBe(0);
    }

    [Fact]
    public async Task ChangeAsync_OldVersion_IsAConflictAndStoresNothing()
    {
        var site = await platform.NewCommissionedSiteAsync();
        await ChangeAsync(site, new(0, CircuitLimitsA: Wish(TestSite.Grid, 60)));

        var result = await ChangeAsync(site, new(0, CircuitLimitsA: Wish(TestSite.Grid, 50)));

        result.Problem.ShouldBe(DesiredStateProblem.VersionConflict);
        (await NewestAsync(site)).Circuits[TestSite.Grid].LimitA.ShouldBe(60);
    }

    [Fact]
    public async Task ChangeAsync_ManyAtOnceFromTheSameVersion_ExactlyOneWins()
    {
        var site = await platform.NewCommissionedSiteAsync();

        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(limitA => ChangeAsync(site, new(0, CircuitLimitsA: Wish(TestSite.Grid, limitA)))));

        results.Count(result => result.Document is not null).ShouldBe(1);
        results.Count(result => result.Problem == DesiredStateProblem.VersionConflict).ShouldBe(7);
    }

    [Fact]
    public async Task ChangeAsync_ManyAtOnceWithoutVersion_AllAreAppliedOneAfterTheOther()
    {
        var site = await platform.NewCommissionedSiteAsync();

        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(limitA => ChangeAsync(site, new(CircuitLimitsA: Wish(TestSite.Grid, limitA)))));

        results.Select(result => result.Document!.Version).Order().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Theory]
    [InlineData(80.1, "above-rating")]
    [InlineData(-1, "negative")]
    [InlineData(double.NaN, "not-a-number")]
    [InlineData(double.PositiveInfinity, "not-a-number")]
    public async Task ChangeAsync_UnsoundLimit_IsInvalidWithItsField(double limitA, string code)
    {
        var site = await platform.NewCommissionedSiteAsync();

        var result = await ChangeAsync(site, new(CircuitLimitsA: Wish(TestSite.Grid, limitA)));

        result.Problem.ShouldBe(DesiredStateProblem.Invalid);
        result.Code.ShouldBe(code);
        result.Field.ShouldBe($"circuitLimitsA.{TestSite.Grid}");
        (await NewestAsync(site)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task ChangeAsync_UnknownSubjects_AreInvalidWithTheirFields()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var unknown = Guid.CreateVersion7();

        (await ChangeAsync(site, new(CircuitLimitsA: Wish(unknown, 1)))).Field.ShouldBe($"circuitLimitsA.{unknown}");
        (await ChangeAsync(site, new(StationLimitsA: Wish(unknown, 1)))).Field.ShouldBe($"stationLimitsA.{unknown}");
        (await ChangeAsync(site, new(StationPriorities: new Dictionary<Guid, StationPriority> { [unknown] = StationPriority.Low })))
            .Field.ShouldBe($"stationPriorities.{unknown}");
        (await ChangeAsync(site, new())).Code.ShouldBe("empty");
    }

    [Fact]
    public async Task ChangeAsync_BeforeTheSiteModel_IsInvalid()
    {
        var site = await platform.NewSiteAsync();
        (await ChangeAsync(site, new(CircuitLimitsA: Wish(TestSite.Grid, 10)))).Code.ShouldBe("no-site-model");
    }

    [Fact]
    public async Task ChangeAsync_ForeignSite_IsNotFoundLikeAnUnknownOne()
    {
        var own = await platform.NewCommissionedSiteAsync();
        var foreign = await platform.NewCommissionedSiteAsync();

        var toForeign = await ChangeAsync(own with { SiteId = foreign.SiteId }, new(CircuitLimitsA: Wish(TestSite.Grid, 10)));
        var toUnknown = await ChangeAsync(own with { SiteId = Guid.CreateVersion7() }, new(CircuitLimitsA: Wish(TestSite.Grid, 10)));

        toForeign.ShouldBe(toUnknown);
        toForeign.Problem.ShouldBe(DesiredStateProblem.NotFound);
        (await NewestAsync(foreign)).Version.ShouldBe(0);
    }

    private async Task<DesiredStateResult> ChangeAsync(TestSite site, DesiredStateChange change, Guid? actor = null)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, actor);
        return await scope.ServiceProvider.GetRequiredService<IDesiredStates>().ChangeAsync(site.SiteId, change, Cancel);
    }

    private async Task<DesiredStateDocument> NewestAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<DesiredStates>().NewestAsync(site.DeviceId, Cancel);
    }

    private static Dictionary<Guid, double?> Wish(Guid id, double? limitA) => new() { [id] = limitA };
}
