using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Clemap.Platform.Tests.Organisations;

/// <summary>Before roles at sites one could go on as before, if they had to be taken back.</summary>
public sealed class SiteRolesMigrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migration_GoesBack_LeavesNothing_AndComesAgain()
    {
        await using var database = new DatabaseFixture();
        await database.InitializeAsync();
        var options = new DbContextOptionsBuilder<PlatformContext>();
        ModuleDatabase.Configure(options, database.Connections.Migrator, PlatformContext.SchemaName);
        await using var context = new PlatformContext(options.Options, new OrganisationContext());
        var migrator = context.GetService<IMigrator>();
        await migrator.MigrateAsync("Licences", Cancel);
        var before = await CatalogueAsync(database);

        await migrator.MigrateAsync(cancellationToken: Cancel);
        var after = await CatalogueAsync(database);
        after.ShouldNotBe(before);
        await migrator.MigrateAsync("Licences", Cancel);
        (await CatalogueAsync(database)).ShouldBe(before);
        await migrator.MigrateAsync(cancellationToken: Cancel);
        (await CatalogueAsync(database)).ShouldBe(after);
    }

    /// <summary>Policies and functions with their text and rights.</summary>
    private static async Task<string[]> CatalogueAsync(DatabaseFixture database)
    {
        await using var connection = await DatabaseFixture.OpenAsync(database.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(
            """
            select array_agg(line order by line) from (
                select concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check) as line from pg_policies where schemaname = 'platform'
                union all
                select concat_ws(' ', p.oid::regprocedure, p.prosrc, p.prosecdef, (select array_agg(acl order by acl::text) from unnest(p.proacl) acl))
                from pg_proc p where p.pronamespace = 'platform'::regnamespace
            ) known
            """,
            connection);
        return (string[])(await command.ExecuteScalarAsync(Cancel))!;
    }
}
