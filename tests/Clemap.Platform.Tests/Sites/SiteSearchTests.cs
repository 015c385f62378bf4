using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Platform.Tests.DesiredState;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.Sites;

/// <summary>Four sites: one online with a station, one that fell silent, one whose device was never heard of, one without a device.</summary>
public sealed class SiteSearchTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sites_come_by_name_with_their_connection_and_stations()
    {
        var fleet = await FleetAsync();
        var found = await FindAsync(fleet, new());
        found.Sites.Select(site => (site.Name, site.Connection, site.Stations)).ShouldBe(
        [
            ("Ahorn 1", SiteConnection.Online, 1), ("Birke 100%", SiteConnection.Offline, null), ("Esche 3", SiteConnection.NeverSeen, null), ("Linde 4", SiteConnection.NoDevice, null),
        ]);
        found.Sites[0].Address.ShouldBe("Weg 1, 8000 Zürich");
        found.Sites[0].LastSeenAt.ShouldNotBeNull();
        (found.Page, found.Pages, found.Fit).ShouldBe((1, 1, 4));
        found.Counts.ShouldBe(new SiteCounts(4, 2, 2, 1));
    }

    [Theory]
    [InlineData("ahorn", "Ahorn 1")]
    [InlineData("BERN", "Esche 3")]
    [InlineData("  zürich   HOR ", "Ahorn 1")]
    [InlineData("0%", "Birke 100%")]
    [InlineData("_", "")]
    [InlineData("\\", "")]
    [InlineData("esche zürich", "")]
    public async Task Each_word_stands_in_name_or_address(string text, string expected)
    {
        var fleet = await FleetAsync();
        var found = await FindAsync(fleet, new(text));
        string.Join(", ", found.Sites.Select(site => site.Name)).ShouldBe(expected);
        found.Counts.All.ShouldBe(found.Sites.Count);
    }

    [Fact]
    public async Task A_text_is_cut_where_it_is_too_long_and_breaks_nothing()
    {
        var fleet = await FleetAsync();
        (await FindAsync(fleet, new(new string(' ', SiteQuery.LongestText) + "nowhere"))).Fit.ShouldBe(4);
        (await FindAsync(fleet, new(string.Join(' ', Enumerable.Repeat("a", 5_000))))).Fit.ShouldBe(2);
        // The database takes neither a zero nor half a character.
        (await FindAsync(fleet, new("Lin\0de \ud800"))).Fit.ShouldBe(0);
        (await FindAsync(fleet, new("Lin\0de"))).Fit.ShouldBe(1);
    }

    [Fact]
    public async Task Filters_show_what_they_count()
    {
        var fleet = await FleetAsync();
        foreach (var (show, names) in new[]
        {
            (SiteShow.Attention, new[] { "Ahorn 1", "Birke 100%", "Esche 3" }), (SiteShow.Offline, ["Birke 100%", "Esche 3"]), (SiteShow.NoDevice, ["Linde 4"]),
        })
        {
            var found = await FindAsync(fleet, new(Show: show, Alarmed: [fleet.Sites[0], Guid.CreateVersion7()]));
            found.Sites.Select(site => site.Name).ShouldBe(names);
            found.Fit.ShouldBe(found.Counts.Of(show));
        }
    }

    [Fact]
    public async Task A_device_that_is_gone_stands_nowhere()
    {
        var fleet = await FleetAsync();
        await using (var scope = platform.Services.CreateOrganisationScope(fleet.OrganisationId))
            await scope.ServiceProvider.GetRequiredService<PlatformContext>().Devices.Where(device => device.SiteId == fleet.Sites[0])
                .ExecuteUpdateAsync(set => set.SetProperty(device => device.State, DeviceState.Retired), Cancel);
        (await FindAsync(fleet, new())).Sites[0].ShouldSatisfyAllConditions(site => site.Connection.ShouldBe(SiteConnection.NoDevice), site => site.Stations.ShouldBeNull());
    }

    [Fact]
    public async Task Pages_are_cut_in_the_database_and_what_is_beyond_is_the_last_one()
    {
        var fleet = await FleetAsync();
        (await NamesAsync(1)).ShouldBe((1, 2, "Ahorn 1, Birke 100%, Esche 3"));
        (await NamesAsync(2)).ShouldBe((2, 2, "Linde 4"));
        (await NamesAsync(int.MaxValue)).ShouldBe((2, 2, "Linde 4"));
        (await NamesAsync(-1)).ShouldBe((1, 2, "Ahorn 1, Birke 100%, Esche 3"));

        async Task<(int, int, string)> NamesAsync(int page)
        {
            var found = await FindAsync(fleet, new(Page: page, Limit: 3));
            return (found.Page, found.Pages, string.Join(", ", found.Sites.Select(site => site.Name)));
        }
    }

    [Fact]
    public async Task However_many_sites_there_are_it_is_two_statements()
    {
        var fleet = await FleetAsync();
        var statements = new CountedStatements();
        await using var scope = platform.Services.CreateOrganisationScope(fleet.OrganisationId);
        var options = new DbContextOptionsBuilder<PlatformContext>();
        ModuleDatabase.Configure(options, platform.Connections.App, PlatformContext.SchemaName);
        var organisation = scope.ServiceProvider.GetRequiredService<IOrganisationContext>();
        options.AddInterceptors(statements, new OrganisationConnectionInterceptor(organisation));
        await using var database = new PlatformContext(options.Options, organisation);
        (await new SiteSearch(database, TimeProvider.System).FindAsync(new(), Cancel)).Sites.Count.ShouldBe(4);
        statements.Texts.Count(text => text.Contains("platform.sites", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_at_one_site_finds_that_one_and_another_organisation_none()
    {
        var (fleet, foreign) = (await FleetAsync(), await FleetAsync());
        var reach = SiteReach.Of([fleet.Sites[1], foreign.Sites[0]]);
        var found = await FindAsync(fleet, new(Alarmed: [fleet.Sites[0], fleet.Sites[1], foreign.Sites[0]]), reach);
        found.Sites.ShouldHaveSingleItem().Id.ShouldBe(fleet.Sites[1]);
        found.Counts.ShouldBe(new SiteCounts(1, 1, 1, 0));
        (await FindAsync(fleet, new("Ahorn"), reach)).Fit.ShouldBe(0);
        (await FindAsync(fleet, new(), SiteReach.None)).Counts.ShouldBe(new SiteCounts(0, 0, 0, 0));

        await using var scope = platform.Services.CreateOrganisationScope(fleet.OrganisationId, null, reach);
        var known = await scope.ServiceProvider.GetRequiredService<ISiteSearch>().OfAsync([.. fleet.Sites, .. foreign.Sites], Cancel);
        known.Values.ShouldHaveSingleItem().Name.ShouldBe("Birke 100%");
    }

    // The first fence, by a role for which the second does not stand.
    [Fact]
    public async Task Query_filters_alone_find_the_reached_sites_only()
    {
        var fleet = await FleetAsync();
        await using var careless = PlatformFixture.With(platform.Connections with { App = await Fences.OpenAsync(platform.Connections, Cancel) });
        await using var scope = careless.CreateOrganisationScope(fleet.OrganisationId, null, SiteReach.Of([fleet.Sites[1]]));
        (await scope.ServiceProvider.GetRequiredService<ISiteSearch>().FindAsync(new(), Cancel)).Sites.ShouldHaveSingleItem().Id.ShouldBe(fleet.Sites[1]);
    }

    private async Task<FoundSites> FindAsync(Fleet fleet, SiteQuery query, SiteReach? reach = null)
    {
        await using var scope = platform.Services.CreateOrganisationScope(fleet.OrganisationId, null, reach ?? SiteReach.Whole);
        return await scope.ServiceProvider.GetRequiredService<ISiteSearch>().FindAsync(query, Cancel);
    }

    private async Task<Fleet> FleetAsync()
    {
        var fleet = new Fleet(Guid.CreateVersion7(), [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())]);
        var provisioning = platform.Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(fleet.OrganisationId, "Fleet", Cancel);
        foreach (var (index, name, town) in new[] { (3, "Linde 4", "Basel"), (1, "Birke 100%", "Zürich"), (0, "Ahorn 1", "Zürich"), (2, "Esche 3", "Bern") })
            await provisioning.EnsureSiteAsync(fleet.OrganisationId, new(fleet.Sites[index], name, $"Weg {index + 1}, 8000 {town}", "Europe/Zurich"), Cancel);
        var devices = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        for (var index = 0; index < 3; index++)
            await provisioning.ClaimDeviceAsync(
                fleet.OrganisationId, new(devices[index], fleet.Sites[index], "CL-" + devices[index].ToString("N")[12..], "C-04A-WL-080A-CS"), "CODE-1", Cancel);
        await using var scope = platform.Services.CreateOrganisationScope(fleet.OrganisationId, devices[0]);
        var online = new DeviceIdentity(devices[0], fleet.OrganisationId, fleet.Sites[0], "CL", true, null);
        (await scope.ServiceProvider.GetRequiredService<SiteModels>().StoreAsync(online, TestSite.Model, Cancel)).ShouldBeNull();
        var silent = TimeProvider.System.GetUtcNow().AddMinutes(-3);
        await scope.ServiceProvider.GetRequiredService<PlatformContext>().Devices.Where(device => device.Id == devices[1])
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.LastSeenAt, silent), Cancel);
        return fleet;
    }

    private sealed record Fleet(Guid OrganisationId, IReadOnlyList<Guid> Sites);
}
