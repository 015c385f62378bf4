using Clemap.Testing;
using Npgsql;

namespace Clemap.Server.Tests.Database;

/// <summary>What the catalog of the whole product's database says about isolation, whatever the migrations meant to say.</summary>
public sealed class CatalogTests(ServerFixture server)
{
    private static readonly string[] WithoutOrganisation =
    [
        // Migration histories: names of migrations, no right for anybody but the migrator.
        "platform.__migrations", "identity.__migrations", "telemetry.__migrations", "billing.__migrations",
        // Devices that nobody has claimed: the roles that serve have no right on them.
        "platform.manufactured_devices",
        // Jobs: arguments are ids; the job opens the organisation's scope itself.
        "hangfire.",
        // Ids of people, with no right for anybody but the migrator.
        "platform.support_people",
        // People and clients exist before and beside organisations; what a person is in one is a membership.
        "identity.",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_with_organisation_id_is_fenced_and_every_other_is_on_the_list()
    {
        var tables = await ReadAsync(
            """
            select format('%s.%s', n.nspname, c.relname),
                   exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped),
                   c.relrowsecurity and c.relforcerowsecurity,
                   exists (select from pg_policy p where p.polrelid = c.oid),
                   not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'organisation' and (p.polqual is null or p.polwithcheck is null)),
                   c.relispartition,
                   has_table_privilege('clemap_app', c.oid, 'select,insert,update,delete') or has_table_privilege('clemap_ingest', c.oid, 'select,insert,update,delete')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('platform', 'identity', 'telemetry', 'billing', 'hangfire')
            """);

        tables.Count.ShouldBeGreaterThan(20);
        foreach (var (name, isOwned, isForced, hasPolicy, isWhole, isPartition, isGranted) in tables)
        {
            if (isPartition)
                isGranted.ShouldBeFalse($"{name} is a partition: named directly it would show every organisation");
            else if (isOwned)
                (isForced && hasPolicy && isWhole).ShouldBeTrue($"{name} is not fenced");
            else
                WithoutOrganisation.ShouldContain(allowed => name.StartsWith(allowed, StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public async Task Every_table_of_organisations_is_narrowed_by_site_for_the_app_role()
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(
            """
            select coalesce(array_agg(c.oid::regclass::text order by 1), '{}')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('platform', 'identity', 'telemetry', 'billing')
              and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)
              and not exists (
                  select from pg_policies p
                  where p.schemaname = n.nspname and p.tablename = c.relname and p.permissive = 'RESTRICTIVE' and p.cmd in ('ALL', 'SELECT') and p.roles = '{clemap_app}')
            """,
            connection);
        // What an organisation is called is no secret to whoever acts at one of its sites.
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(new[] { "platform.organisations" });
    }

    [Fact]
    public async Task No_view_of_the_product_shows_rows_with_its_owner_s_rights()
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(
            """
            select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('platform', 'identity', 'telemetry', 'billing')
              and (c.relkind = 'm' or c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false))
            """,
            connection);
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(0L);
    }

    [Fact]
    public async Task Nobody_but_the_migrator_can_make_or_change_tables()
    {
        foreach (var login in new[] { server.Connections.App, server.Connections.Ingest })
        {
            await using var connection = await DatabaseFixture.OpenAsync(login, Cancel);
            await using var command = new NpgsqlCommand("create table platform.mine (id int)", connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    private async Task<List<(string Name, bool Owned, bool Forced, bool Policy, bool Whole, bool Partition, bool Granted)>> ReadAsync(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<(string, bool, bool, bool, bool, bool, bool)>();
        while (await reader.ReadAsync(Cancel))
            rows.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6)));
        return rows;
    }
}
