using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Telemetry.Tests.Storage;

public sealed class IsolationTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddHours(-2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_organisations_with_the_same_source_do_not_touch_each_other()
    {
        var source = Guid.CreateVersion7();
        var (one, other) = (host.NewSite(source), host.NewSite(source));
        await one.SendAsync(Sample.Span(source, Start, Start.AddHours(1)));

        var answer = await other.SendAsync([Sample.At(source, Start, 5), Sample.At(source, Start.AddMinutes(15), 8)]);

        answer.Accepted.ShouldBe(2);
        (await other.QuartersAsync(Start, Start.AddMinutes(15))).Single().ImportWh.ShouldBe(3);
        (await one.QuartersAsync(Start, Start.AddMinutes(15))).Single().Readings.ShouldBe(90);
        (await host.QueryAsync(other.OrganisationId, "select from telemetry.reading")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("reading")]
    [InlineData("reading_minute")]
    [InlineData("reading_quarter")]
    [InlineData("latest")]
    [InlineData("dirty_bucket")]
    [InlineData("manual_quarter")]
    public async Task Row_level_security_alone_shows_an_organisation_only_its_own(string table)
    {
        var (one, other) = (host.NewSite(), host.NewSite());
        await one.SendAsync(Sample.Span(one.Sources[0], Start, Start.AddMinutes(20)));
        await one.SettleAsync(Start, Start.AddMinutes(20));
        await one.MarkAsync(one.Sources[1], Start);
        await EnterAsync(one);

        var owners = await host.QueryAsync(one.OrganisationId, $"select distinct organisation_id from telemetry.{table}");
        owners.ShouldHaveSingleItem()[0].ShouldBe(one.OrganisationId);
        (await host.QueryAsync(other.OrganisationId, $"select from telemetry.{table}")).ShouldBeEmpty();

        await using var nobody = await DatabaseFixture.OpenAsync(host.Connections.App, Stop);
        await using var command = new NpgsqlCommand($"select count(*) from telemetry.{table}", nobody);
        (await command.ExecuteScalarAsync(Stop)).ShouldBe(0L);
    }

    [Fact]
    public async Task Each_fence_alone_shows_only_what_the_reached_site_measured()
    {
        var (own, other) = (await CommissionedAsync(host.NewSite()), host.NewSite());
        other = await CommissionedAsync(other with { OrganisationId = own.OrganisationId });
        host.Directories.Add(other);
        foreach (var site in new[] { own, other })
        {
            await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(20)));
            await site.SettleAsync(Start, Start.AddMinutes(20));
            await EnterAsync(site);
        }

        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, Stop);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', $2, false)", connection)
        {
            Parameters = { new() { Value = own.OrganisationId.ToString() }, new() { Value = $"{{{own.SiteId}}}" } },
        };
        await enter.ExecuteNonQueryAsync(Stop);
        foreach (var table in new[] { "reading", "latest", "reading_minute", "reading_quarter", "manual_quarter" })
        {
            await using var command = new NpgsqlCommand($"select array_agg(distinct source_id) from telemetry.{table}", connection);
            (await command.ExecuteScalarAsync(Stop)).ShouldBe(new[] { own.Sources[0] }, table);
        }

        var options = new DbContextOptionsBuilder<TelemetryDbContext>();
        ModuleDatabase.Configure(options, await Fences.OpenAsync(host.Connections, Stop), TelemetryDbContext.SchemaName);
        await using var scope = host.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId]));
        await using var database = new TelemetryDbContext(options.Options, scope.ServiceProvider.GetRequiredService<IOrganisationContext>());
        (await database.Readings.Select(row => row.SourceId).Distinct().ToListAsync(Stop)).ShouldBe([own.Sources[0]]);
        (await database.Latest.Select(row => row.SourceId).Distinct().ToListAsync(Stop)).ShouldBe([own.Sources[0]]);
        (await database.Minutes.Select(row => row.SourceId).Distinct().ToListAsync(Stop)).ShouldBe([own.Sources[0]]);
        (await database.Quarters.Select(row => row.SourceId).Distinct().ToListAsync(Stop)).ShouldBe([own.Sources[0]]);
        (await database.ManualQuarters.Select(row => row.SourceId).Distinct().ToListAsync(Stop)).ShouldBe([own.Sources[0]]);
        (await database.Readings.IgnoreQueryFilters([ModuleDbContext.SiteFilter]).Select(row => row.SourceId).Distinct().CountAsync(Stop)).ShouldBe(2);
    }

    [Fact]
    public async Task Every_table_is_fenced_and_forced_and_no_partition_is_granted()
    {
        var site = host.NewSite();
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);

        var open = await host.QueryAsync(site.OrganisationId,
            """
            select relname::text from pg_class c
            where relnamespace = 'telemetry'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> '__migrations'
                and not (relrowsecurity and relforcerowsecurity and exists (
                    select from pg_policy where polrelid = c.oid and polqual is not null and polwithcheck is not null))
            """);
        var granted = await host.QueryAsync(site.OrganisationId,
            $"""
            select relname::text from pg_class c, (values ('{DatabaseConnections.AppRole}'), ('{DatabaseConnections.IngestRole}')) roles(name)
            where relnamespace = 'telemetry'::regnamespace and relispartition and relkind = 'r'
                and has_table_privilege(roles.name::name, c.oid, 'select, insert, update, delete')
            """);

        open.ShouldBeEmpty();
        granted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_partition_named_directly_is_refused()
    {
        var site = host.NewSite();
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);

        await RefusedAsync(host.Connections.App, $"select from telemetry.reading_{Start:yyyyMMdd}");
        await RefusedAsync(host.Connections.App, "select from telemetry.reading_default");
        await RefusedAsync(host.Connections.Ingest, $"select from telemetry.reading_{Start:yyyyMMdd}");
    }

    [Theory]
    [InlineData("select from telemetry.reading")]
    [InlineData("select from telemetry.latest")]
    [InlineData("select from telemetry.dirty_bucket")]
    [InlineData("select from telemetry.reading_minute")]
    [InlineData("select from telemetry.reading_quarter")]
    [InlineData("select from telemetry.manual_quarter")]
    [InlineData("select telemetry.organisations_to_roll()")]
    [InlineData("delete from telemetry.reading")]
    [InlineData("update telemetry.reading set import_wh = 0")]
    [InlineData("insert into telemetry.reading (organisation_id, source_id, at) values (gen_random_uuid(), gen_random_uuid(), now()) returning at")]
    public Task The_ingest_role_can_read_and_change_nothing(string sql) => RefusedAsync(host.Connections.Ingest, sql);

    [Fact]
    public async Task The_ingest_role_inserts_only_for_the_organisation_it_acts_for()
    {
        var site = host.NewSite();
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);
        await RefusedAsync(
            host.Connections.Ingest,
            $"insert into telemetry.reading (organisation_id, source_id, at) values ('{site.OrganisationId}', gen_random_uuid(), '{Start:O}')");
    }

    [Theory]
    [InlineData("reading (organisation_id, source_id, at)")]
    [InlineData("dirty_bucket (organisation_id, source_id, bucket)")]
    public async Task A_group_of_organisations_opens_those_it_names_and_no_other(string table)
    {
        var (one, two, other) = (host.NewSite(), host.NewSite(), host.NewSite());
        await one.SendAsync([Sample.At(one.Sources[0], Start)]);
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.Ingest, Stop);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_ids', $1, false)", connection)
        {
            Parameters = { new() { Value = $"{one.OrganisationId},{two.OrganisationId}" } },
        };
        await enter.ExecuteNonQueryAsync(Stop);

        (await InsertAsync(two.OrganisationId)).ShouldBe(1);
        var refused = await Should.ThrowAsync<PostgresException>(() => InsertAsync(other.OrganisationId));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var look = new NpgsqlCommand("select count(*) from telemetry.reading", connection);
            await look.ExecuteScalarAsync(Stop);
        });

        async Task<int> InsertAsync(Guid organisation)
        {
            await using var insert = new NpgsqlCommand($"insert into telemetry.{table} values ($1, gen_random_uuid(), '{Start:O}')", connection) { Parameters = { new() { Value = organisation } } };
            return await insert.ExecuteNonQueryAsync(Stop);
        }
    }

    [Fact]
    public async Task A_pointer_of_an_organisation_that_is_not_in_the_group_does_not_move()
    {
        var (one, other) = (host.NewSite(), host.NewSite());
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.Ingest, Stop);
        await using var advance = new NpgsqlCommand(
            $"select set_config('app.organisation_ids', '{one.OrganisationId}', false); select telemetry.advance_latest(array['{other.OrganisationId}'::uuid], array['{other.Sources[0]}'::uuid], array[now()])", connection);
        (await Should.ThrowAsync<PostgresException>(() => advance.ExecuteNonQueryAsync(Stop))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("insert into telemetry.reading (organisation_id, source_id, at) values (gen_random_uuid(), gen_random_uuid(), now())")]
    [InlineData("drop table telemetry.reading")]
    [InlineData("create table telemetry.mine (id int)")]
    [InlineData("select telemetry.advance_latest('{}', '{}', '{}')")]
    public Task The_app_role_cannot_write_readings_or_change_the_schema(string sql) => RefusedAsync(host.Connections.App, sql);

    private Task<List<object?[]>> EnterAsync(TestSite site) => host.QueryAsync(
        site.OrganisationId,
        $"insert into telemetry.manual_quarter values ('{site.OrganisationId}', '{site.Sources[0]}', '{Start:O}', 1, 0, 'read off', null, now())");

    // As the platform knows it: the fence by site asks there which sources a site has.
    private async Task<TestSite> CommissionedAsync(TestSite site)
    {
        var provisioning = host.Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(site.OrganisationId, "Test", Stop);
        await provisioning.EnsureSiteAsync(site.OrganisationId, new(site.SiteId, "Test", "Test", "Europe/Zurich"), Stop);
        await provisioning.ClaimDeviceAsync(site.OrganisationId, new(site.DeviceId, site.SiteId, $"CL-{site.DeviceId:N}"[..24], "C-04A-WL-080A-CS"), "CODE", Stop);
        var meters = string.Join(',', site.Sources.Select(source => $$"""{"id":"{{source}}","name":"M","kind":"grid"}"""));
        await host.QueryAsync(
            site.OrganisationId,
            $$"""
              insert into platform.site_models (organisation_id, device_id, document, reported_at)
              values ('{{site.OrganisationId}}', '{{site.DeviceId}}', '{"circuits":[],"meters":[{{meters}}],"stations":[]}', now())
              """);
        return site;
    }

    private static async Task RefusedAsync(string connectionString, string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(connectionString, Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Stop))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }
}
