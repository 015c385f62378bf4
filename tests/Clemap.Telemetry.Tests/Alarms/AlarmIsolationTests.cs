using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Storage;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class AlarmIsolationTests(TelemetryHost host)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_level_security_alone_shows_an_organisation_and_a_site_only_their_own()
    {
        var (here, there, foreign) = await ThreeAsync();
        foreach (var table in new[] { "alarm", "device_outbox" })
        {
            (await SitesAsync(table, here.Site.OrganisationId, "*")).ShouldBe([.. new[] { here.Site.SiteId, there.Site.SiteId }.Order()], table);
            (await SitesAsync(table, here.Site.OrganisationId, $"{{{here.Site.SiteId}}}")).ShouldBe([here.Site.SiteId], table);
            (await SitesAsync(table, here.Site.OrganisationId, $"{{{foreign.Site.SiteId}}}")).ShouldBeEmpty(table);
            (await SitesAsync(table, null, "*")).ShouldBeEmpty(table);
        }

        await using var connection = await EnterAsync(here.Site.OrganisationId, $"{{{here.Site.SiteId}}}");
        await using var write = new NpgsqlCommand("update telemetry.alarm set note = 'x'", connection);
        (await write.ExecuteNonQueryAsync(Stop)).ShouldBe(1);
        await using var outbox = new NpgsqlCommand("update telemetry.device_outbox set pending = 0", connection);
        (await Should.ThrowAsync<PostgresException>(() => outbox.ExecuteNonQueryAsync(Stop))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task The_query_filters_alone_show_an_organisation_and_a_site_only_their_own()
    {
        var (here, there, _) = await ThreeAsync();
        var options = new DbContextOptionsBuilder<TelemetryDbContext>();
        ModuleDatabase.Configure(options, await Fences.OpenAsync(host.Connections, Stop), TelemetryDbContext.SchemaName);
        foreach (var (reach, sites) in new[] { (SiteReach.Of([here.Site.SiteId]), new[] { here.Site.SiteId }), (SiteReach.Whole, [here.Site.SiteId, there.Site.SiteId]) })
        {
            await using var scope = host.Services.CreateOrganisationScope(here.Site.OrganisationId, null, reach);
            await using var database = new TelemetryDbContext(options.Options, scope.ServiceProvider.GetRequiredService<IOrganisationContext>());
            (await database.Alarms.Select(row => row.SiteId).Distinct().ToListAsync(Stop)).ShouldBe(sites, ignoreOrder: true);
            (await database.Outboxes.Select(row => row.SiteId).Distinct().ToListAsync(Stop)).ShouldBe(sites, ignoreOrder: true);
            (await database.Alarms.IgnoreQueryFilters().Select(row => row.OrganisationId).Distinct().CountAsync(Stop)).ShouldBeGreaterThan(1);
        }
    }

    [Fact]
    public async Task What_is_open_is_counted_site_by_site_of_those_that_the_scope_reaches()
    {
        var (here, there, foreign) = await ThreeAsync();
        (await CountAsync(SiteReach.Whole, null)).ShouldBe(new Dictionary<Guid, int> { [here.Site.SiteId] = 1, [there.Site.SiteId] = 1 }, ignoreOrder: true);
        (await CountAsync(SiteReach.Whole, there.Site.SiteId)).ShouldBe(new Dictionary<Guid, int> { [there.Site.SiteId] = 1 });
        (await CountAsync(SiteReach.Of([here.Site.SiteId, foreign.Site.SiteId]), null)).ShouldBe(new Dictionary<Guid, int> { [here.Site.SiteId] = 1 });
        (await CountAsync(SiteReach.Of([here.Site.SiteId]), there.Site.SiteId)).ShouldBeEmpty();
        (await CountAsync(SiteReach.Whole, foreign.Site.SiteId)).ShouldBeEmpty();

        await here.SeenAsync(AlarmSite.T0.AddMinutes(7));
        await here.LookAsync(AlarmSite.T0.AddMinutes(7));
        await here.SeenAsync(AlarmSite.T0.AddMinutes(9));
        await here.LookAsync(AlarmSite.T0.AddMinutes(9));
        (await CountAsync(SiteReach.Whole, here.Site.SiteId)).ShouldBeEmpty();

        async Task<IReadOnlyDictionary<Guid, int>> CountAsync(SiteReach reach, Guid? siteId)
        {
            await using var scope = host.Services.CreateOrganisationScope(here.Site.OrganisationId, null, reach);
            return await scope.ServiceProvider.GetRequiredService<IAlarms>().OpenBySiteAsync(siteId, Stop);
        }
    }

    [Theory]
    [InlineData("select from telemetry.alarm")]
    [InlineData("insert into telemetry.device_outbox values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), 1)")]
    [InlineData("select telemetry.organisations_to_watch()")]
    public async Task The_ingest_role_can_do_nothing_with_them(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.Ingest, Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Stop))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<(AlarmSite Here, AlarmSite There, AlarmSite Foreign)> ThreeAsync()
    {
        var here = await AlarmSite.NewAsync(host);
        var there = await AlarmSite.NewAsync(host, here.Site.OrganisationId);
        var foreign = await AlarmSite.NewAsync(host);
        foreach (var site in new[] { here, there, foreign })
        {
            await site.SeenAsync(AlarmSite.T0);
            (await site.Site.PostAsync(TestSite.Batch([Sample.At(site.Meter, TelemetryHost.Now)]) with { PendingReadings = 1 })).EnsureSuccessStatusCode();
            await site.LookAsync(AlarmSite.T0.AddMinutes(6));
        }

        return (here, there, foreign);
    }

    private async Task<List<Guid>> SitesAsync(string table, Guid? organisation, string sites)
    {
        await using var connection = await EnterAsync(organisation, sites);
        await using var command = new NpgsqlCommand($"select distinct site_id from telemetry.{table}", connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var found = new List<Guid>();
        while (await reader.ReadAsync(Stop))
            found.Add(reader.GetGuid(0));
        return [.. found.Order()];
    }

    private async Task<NpgsqlConnection> EnterAsync(Guid? organisation, string sites)
    {
        var connection = await DatabaseFixture.OpenAsync(host.Connections.App, Stop);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', $2, false)", connection)
        {
            Parameters = { new() { Value = organisation?.ToString() ?? "" }, new() { Value = sites } },
        };
        await enter.ExecuteNonQueryAsync(Stop);
        return connection;
    }
}
