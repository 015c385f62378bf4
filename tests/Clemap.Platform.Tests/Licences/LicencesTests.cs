using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Platform.Tests.Licences;

public sealed class LicencesTests(PlatformFixture platform)
{
    private static readonly DateOnly First = new(2020, 1, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ILicenceSales Sales => ClemapLicences.Sales(platform.Connections);

    [Fact]
    public async Task Licence_IsUsedForASite_AsManyStationsAsStandThere_AndReleased()
    {
        var site = await SiteAsync(stations: 3);
        var licence = await SellAsync(site, "floem-billing", stations: 4);
        (await HasAsync(site, LicenceOption.Billing)).ShouldBeFalse();

        (await AssignAsync(site, licence)).ShouldBe(LicenceChange.Done);
        (await AssignAsync(site, licence)).ShouldBe(LicenceChange.Done); // again changes nothing

        (await HasAsync(site, LicenceOption.Billing)).ShouldBeTrue();
        (await HasAsync(site, LicenceOption.Sdat)).ShouldBeFalse();
        var overview = await InAsync(site, licences => licences.ReadAsync(Cancel));
        var line = overview.Licences.ShouldHaveSingleItem();
        (line.Used, line.Free, line.State, line.Name).ShouldBe((3, 1, LicenceState.InForce, "Floem Billing"));
        overview.Options.Single(option => option.Option == LicenceOption.Billing).Having.ShouldBe([site.SiteId]);
        overview.Options.Single(option => option.Option == LicenceOption.Sdat).Lacking.ShouldBe([site.SiteId]);

        (await InAsync(site, licences => licences.UnassignAsync(licence, site.SiteId, Cancel))).ShouldBe(LicenceChange.Done);
        (await HasAsync(site, LicenceOption.Billing)).ShouldBeFalse();
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        (await scope.ServiceProvider.GetRequiredService<PlatformContext>().Audit.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Cancel))
            .Where(action => action.StartsWith("licence", StringComparison.Ordinal)).ShouldBe([AuditAction.LicenceAdded, AuditAction.LicenceAssigned, AuditAction.LicenceUnassigned]);
    }

    [Fact]
    public async Task Licence_WithTooFewStations_IsNotUsed_AndOneThatGrewSaysSo()
    {
        var site = await SiteAsync(stations: 3);
        var small = await SellAsync(site, "floem-billing", stations: 2);
        (await AssignAsync(site, small)).ShouldBe(LicenceChange.TooFew);

        var fitting = await SellAsync(site, "floem-sdat", stations: 3);
        (await AssignAsync(site, fitting)).ShouldBe(LicenceChange.Done);
        await ReportAsync(site, stations: 5);
        var line = (await InAsync(site, licences => licences.ReadAsync(Cancel))).Licences.Single(licence => licence.Id == fitting);
        (line.Used, line.Stations, line.Free).ShouldBe((5, 3, 0));
        (await HasAsync(site, LicenceOption.Sdat)).ShouldBeTrue();
    }

    [Fact]
    public async Task LastStations_AreGivenOnce_HoweverManySitesWantThem()
    {
        var site = await SiteAsync(stations: 2);
        var others = new List<Guid>();
        foreach (var _ in Enumerable.Range(0, 4))
            others.Add(await MoreAsync(site, stations: 2));
        var licence = await SellAsync(site, "floem-billing", stations: 5);

        var answers = await Task.WhenAll(others.Select(other => InAsync(site, licences => licences.AssignAsync(licence, other, Cancel))));

        answers.Count(answer => answer == LicenceChange.Done).ShouldBe(2);
        answers.Count(answer => answer == LicenceChange.TooFew).ShouldBe(2);
    }

    [Fact]
    public async Task Licence_ThatIsOver_GivesNothing_AndIsNotUsedAnew_ButGivesInItsGracePeriod()
    {
        var today = LicenceStates.Today(TimeProvider.System);
        var site = await SiteAsync(stations: 1);
        var grace = await SellAsync(site, "floem-billing", 10, today.AddDays(-30));
        (await AssignAsync(site, grace)).ShouldBe(LicenceChange.Done);
        (await HasAsync(site, LicenceOption.Billing)).ShouldBeTrue();

        var over = await SellAsync(site, "floem-sdat", 10, today.AddDays(-31));
        (await AssignAsync(site, over)).ShouldBe(LicenceChange.Over);
        await Sales.AssignAsync(site.OrganisationId, site.SiteId, Cancel);
        (await HasAsync(site, LicenceOption.Sdat)).ShouldBeFalse();
    }

    [Fact]
    public async Task ForeignLicence_AndForeignSite_AreUnknown()
    {
        var (own, foreign) = (await SiteAsync(1), await SiteAsync(1));
        var (licence, others) = (await SellAsync(own, "floem-billing", 10), await SellAsync(foreign, "floem-billing", 10));

        (await InAsync(own, licences => licences.AssignAsync(others, own.SiteId, Cancel))).ShouldBe(LicenceChange.NotFound);
        (await InAsync(own, licences => licences.AssignAsync(licence, foreign.SiteId, Cancel))).ShouldBe(LicenceChange.NotFound);
        (await InAsync(own, licences => licences.UnassignAsync(others, foreign.SiteId, Cancel))).ShouldBe(LicenceChange.NotFound);
        (await InAsync(own, licences => licences.HasAsync(LicenceOption.Billing, foreign.SiteId, Cancel))).ShouldBeFalse();
    }

    [Fact]
    public async Task Sale_EnteredAgain_IsTheSame_AndWithOtherValuesRefused()
    {
        var site = await platform.NewSiteAsync();
        var order = new NewLicence("floem-billing", 3, First, null, "A-1");
        var first = await Sales.AddAsync(site.OrganisationId, order, Cancel);
        (await Sales.AddAsync(site.OrganisationId, order, Cancel)).ShouldBe(new LicenceSale(first.LicenceId, false, null));
        (await Sales.AddAsync(site.OrganisationId, order with { Stations = 4 }, Cancel)).Problem!.ShouldContain("with other values");
        (await Sales.AddAsync(Guid.CreateVersion7(), order, Cancel)).Problem!.ShouldContain("no organisation");
    }

    [Theory]
    [InlineData("no-such", 3, "2026-12-31", "A", "There is no plan")]
    [InlineData("floem-free", 3, "2026-12-31", "A", "needs no licence")]
    [InlineData("floem-billing", 0, "2026-12-31", "A", "1 to 100000")]
    [InlineData("floem-billing", 3, "2019-12-31", "A", "before the first")]
    [InlineData("floem-billing", 3, "2026-12-31", " ", "order reference")]
    public async Task Sale_ThatBreaksARule_IsRefused(string plan, int stations, string until, string order, string part)
    {
        var site = await platform.NewSiteAsync();
        var sale = await Sales.AddAsync(
            site.OrganisationId, new(plan, stations, First, DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture), order), Cancel);
        sale.Problem!.ShouldContain(part);
    }

    [Theory]
    [InlineData("insert into platform.licences select * from platform.licences")]
    [InlineData("update platform.licences set stations = 1000")]
    [InlineData("delete from platform.licences")]
    [InlineData("update platform.licence_assignments set assigned_at = now()")]
    public async Task NoOrganisation_WritesItselfALicence(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.App, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<TestSite> SiteAsync(int stations)
    {
        var site = await platform.NewSiteAsync();
        await ReportAsync(site, stations);
        return site;
    }

    private async Task<Guid> MoreAsync(TestSite site, int stations)
    {
        var more = site with { SiteId = Guid.CreateVersion7(), DeviceId = Guid.CreateVersion7(), Serial = "CL-" + Guid.CreateVersion7().ToString("N")[12..] };
        var provisioning = platform.Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureSiteAsync(site.OrganisationId, new(more.SiteId, "More", "More", "Europe/Zurich"), Cancel);
        await provisioning.ClaimDeviceAsync(site.OrganisationId, new(more.DeviceId, more.SiteId, more.Serial, "C-04A-WL-080A-CS"), "CODE", Cancel);
        await ReportAsync(more, stations);
        return more.SiteId;
    }

    private async Task ReportAsync(TestSite site, int stations)
    {
        var circuit = Guid.CreateVersion7();
        var model = new SiteModel
        {
            Circuits = [new(circuit, "Grid", null, 80)],
            Meters = [],
            Stations = [.. Enumerable.Range(1, stations).Select(number => new StationModel(Guid.CreateVersion7(), $"A{number}", circuit, "keba-p30", false, 3, "123", 6, 16, 6))],
        };
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        (await scope.ServiceProvider.GetRequiredService<SiteModels>().StoreAsync(site.Identity, model, Cancel)).ShouldBeNull();
    }

    private async Task<Guid> SellAsync(TestSite site, string plan, int stations, DateOnly? until = null) =>
        (await Sales.AddAsync(site.OrganisationId, new(plan, stations, First, until, "test"), Cancel)).LicenceId!.Value;

    private Task<LicenceChange> AssignAsync(TestSite site, Guid licence) => InAsync(site, licences => licences.AssignAsync(licence, site.SiteId, Cancel));

    private Task<bool> HasAsync(TestSite site, string option) => InAsync(site, licences => licences.HasAsync(option, site.SiteId, Cancel));

    private async Task<T> InAsync<T>(TestSite site, Func<ILicences, Task<T>> work)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await work(scope.ServiceProvider.GetRequiredService<ILicences>());
    }
}
