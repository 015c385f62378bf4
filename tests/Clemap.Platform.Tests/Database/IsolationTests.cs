using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Platform.Tests.Database;

/// <summary>Two fences, each tested without the other: what one mistake opens, the other keeps shut.</summary>
public sealed class IsolationTests(PlatformFixture platform)
{
    private static readonly string[] Filters = [ModuleDbContext.OrganisationFilter, ModuleDbContext.SiteFilter];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_level_security_alone_shows_no_row_of_another_organisation()
    {
        var own = await platform.NewCommissionedSiteAsync("Own");
        await platform.NewCommissionedSiteAsync("Foreign");
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();

        foreach (var owners in await OwnersAsync(database, filtered: false))
            owners.ShouldBe([own.OrganisationId]);
    }

    [Fact]
    public async Task Query_filters_alone_show_no_row_of_another_organisation()
    {
        var own = await platform.NewCommissionedSiteAsync("Own");
        await platform.NewCommissionedSiteAsync("Foreign");
        await using var careless = await CarelessAsync();
        await using var scope = careless.CreateOrganisationScope(own.OrganisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();

        foreach (var owners in await OwnersAsync(database, filtered: true))
            owners.ShouldBe([own.OrganisationId]);
        // The counter-proof: without the filters this role sees everybody.
        (await database.Sites.IgnoreQueryFilters(Filters).Select(site => site.OrganisationId).Distinct().CountAsync(Cancel)).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Query_filters_alone_keep_foreign_sites_from_being_found_and_changed()
    {
        var own = await platform.NewCommissionedSiteAsync("Own");
        var foreign = await platform.NewCommissionedSiteAsync("Foreign");
        await using var careless = await CarelessAsync();
        await using var scope = careless.CreateOrganisationScope(own.OrganisationId);

        var sites = scope.ServiceProvider.GetRequiredService<ISiteDirectory>();
        (await sites.FindAsync(foreign.SiteId, Cancel)).ShouldBeNull();
        (await sites.FindAsync(own.SiteId, Cancel)).ShouldNotBeNull().Model.ShouldNotBeNull();
        (await sites.ListAsync(Cancel)).Select(site => site.Id).ShouldBe([own.SiteId]);
    }

    [Fact]
    public async Task Without_an_organisation_nothing_is_seen()
    {
        await platform.NewCommissionedSiteAsync();
        await using var scope = platform.Services.CreateAsyncScope();
        foreach (var owners in await OwnersAsync(scope.ServiceProvider.GetRequiredService<PlatformContext>(), filtered: false))
            owners.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_for_another_organisation_is_refused_by_the_database()
    {
        var own = await platform.NewSiteAsync();
        var foreign = await platform.NewSiteAsync();
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        database.Sites.Add(new() { OrganisationId = foreign.OrganisationId, Id = Guid.CreateVersion7(), Name = "x", Address = "x", TimeZone = "Europe/Zurich" });

        var refused = await Should.ThrowAsync<DbUpdateException>(() => database.SaveChangesAsync(Cancel));

        refused.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_pooled_connection_forgets_whom_it_acted_for()
    {
        var own = await platform.NewSiteAsync();
        var single = new NpgsqlConnectionStringBuilder(platform.Connections.App) { MaxPoolSize = 1, ApplicationName = "pool of one" }.ConnectionString;
        await using var onePool = PlatformFixture.With(platform.Connections with { App = single });
        for (var turn = 0; turn < 3; turn++)
        {
            await using (var scope = onePool.CreateOrganisationScope(own.OrganisationId))
                (await CountSitesAsync(scope)).ShouldBe(1);
            // The setting is '' now, not NULL: a policy that casts it without nullif would throw here.
            await using (var nobody = onePool.CreateAsyncScope())
                (await CountSitesAsync(nobody)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Parallel_requests_of_two_organisations_on_a_small_pool_never_mix()
    {
        TestSite[] sites = [await platform.NewSiteAsync(), await platform.NewSiteAsync()];
        var single = new NpgsqlConnectionStringBuilder(platform.Connections.App) { MaxPoolSize = 2, ApplicationName = "pool of two" }.ConnectionString;
        await using var small = PlatformFixture.With(platform.Connections with { App = single });

        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancel }, async (turn, cancellationToken) =>
        {
            var site = sites[turn % 2];
            await using var scope = small.CreateOrganisationScope(site.OrganisationId);
            var seen = await scope.ServiceProvider.GetRequiredService<PlatformContext>().Sites.IgnoreQueryFilters(Filters).Select(row => row.Id).ToListAsync(cancellationToken);
            seen.ShouldBe([site.SiteId]);
        });
    }

    [Theory]
    [InlineData("audit", "update platform.audit set action = 'x'")]
    [InlineData("audit", "delete from platform.audit")]
    [InlineData("desired_states", "update platform.desired_states set version = 9")]
    [InlineData("desired_states", "delete from platform.desired_states")]
    [InlineData("devices", "delete from platform.devices")]
    [InlineData("api_clients", "delete from platform.api_clients")]
    [InlineData("api_client_secrets", "delete from platform.api_client_secrets")]
    public async Task What_is_only_ever_added_cannot_be_changed_by_the_app_role(string table, string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.App, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, table);
    }

    [Fact]
    public async Task The_ingest_role_sees_nothing_of_the_platform()
    {
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.Ingest, Cancel);
        await using var command = new NpgsqlCommand("select count(*) from platform.devices", connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static Task<int> CountSitesAsync(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<PlatformContext>().Sites.IgnoreQueryFilters(Filters).CountAsync(Cancel);

    private static async Task<IReadOnlyList<List<Guid>>> OwnersAsync(PlatformContext database, bool filtered) =>
    [
        await OwnersAsync(database.Organisations, filtered),
        await OwnersAsync(database.Invitations, filtered),
        await OwnersAsync(database.ApiClients, filtered),
        await OwnersAsync(database.ApiClientSecrets, filtered),
        await OwnersAsync(database.Sites, filtered),
        await OwnersAsync(database.Devices, filtered),
        await OwnersAsync(database.SiteModels, filtered),
        await OwnersAsync(database.Licences, filtered),
        await OwnersAsync(database.LicenceAssignments, filtered),
        await OwnersAsync(database.Audit, filtered),
        await OwnersAsync(database.MeteringGroups, filtered),
        await OwnersAsync(database.Actions, filtered),
        await OwnersAsync(database.GridCommands, filtered),
        await OwnersAsync(database.GridTargets, filtered),
        await OwnersAsync(database.Restrictions, filtered),
        await OwnersAsync(database.OpenAdrConnections, filtered),
        await OwnersAsync(database.SupportAccess, filtered),
        await OwnersAsync(database.Rollouts, filtered),
        await OwnersAsync(database.RolloutSites, filtered),
    ];

    private static Task<List<Guid>> OwnersAsync<TRow>(IQueryable<TRow> rows, bool filtered)
        where TRow : class, IOrganisationOwned =>
        (filtered ? rows : rows.IgnoreQueryFilters(Filters)).Select(row => row.OrganisationId).Distinct().ToListAsync(Cancel);

    private async Task<ServiceProvider> CarelessAsync() =>
        PlatformFixture.With(platform.Connections with { App = await Fences.OpenAsync(platform.Connections, Cancel) });
}
