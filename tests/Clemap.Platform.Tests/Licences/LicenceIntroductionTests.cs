using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Clemap.Platform.Tests.Licences;

/// <summary>Whoever was there before licences keeps what they use.</summary>
public sealed class LicenceIntroductionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migration_GivesEachOrganisationAllOptions_ForTheStationsThatStandThere()
    {
        await using var database = new DatabaseFixture();
        await database.InitializeAsync();
        var options = new DbContextOptionsBuilder<PlatformContext>();
        ModuleDatabase.Configure(options, database.Connections.Migrator, PlatformContext.SchemaName);
        await using var context = new PlatformContext(options.Options, new OrganisationContext());
        var migrator = context.GetService<IMigrator>();
        await migrator.MigrateAsync("DeviceClaims", Cancel);
        // The fences hold for the owner too: what was there is written as the role that wrote it.
        var (with, empty) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await InAsync(database, with, "organisations (organisation_id, name, created_at) values ($1, 'With', now())");
        await InAsync(database, with, "sites (organisation_id, id, name, address, time_zone) values ($1, $1, 'S', 'S', 'Europe/Zurich')");
        await InAsync(database, with, "devices (organisation_id, id, site_id, serial, order_number, state, one_time_code_hash) values ($1, $1, $1, 'CL-1', 'C-04A-WL-080A-CS', 'Commissioned', '')");
        await InAsync(database, with, """site_models (organisation_id, device_id, document, reported_at) values ($1, $1, '{"circuits": [], "meters": [], "stations": [{}, {}, {}]}', now())""");
        await InAsync(database, empty, "organisations (organisation_id, name, created_at) values ($1, 'Empty', now())");

        await migrator.MigrateAsync(cancellationToken: Cancel);

        await using var connection = await DatabaseFixture.OpenAsync(database.Connections.Migrator, Cancel);
        (await ScalarAsync(connection, "select plan || ' ' || stations from platform.licences where organisation_id = $1 and valid_until is null", with)).ShouldBe("floem-complete 3");
        (await ScalarAsync(connection, "select plan || ' ' || stations from platform.licences where organisation_id = $1", empty)).ShouldBe("floem-complete 1");
        (await ScalarAsync(connection, "select count(*) from platform.licence_assignments where organisation_id = $1 and site_id = $1", with)).ShouldBe(1L);
        (await ScalarAsync(connection, "select count(*) from pg_policies where policyname = 'introduction' and $1 is not null", with)).ShouldBe(0L);
    }

    private static async Task InAsync(DatabaseFixture database, Guid organisation, string row)
    {
        await using var connection = await DatabaseFixture.OpenAsync(database.Connections.App, Cancel);
        await ScalarAsync(connection, "select set_config('app.organisation_id', $1::text, false)", organisation);
        await ScalarAsync(connection, $"insert into platform.{row}", organisation);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, Guid organisation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = organisation } } };
        return await command.ExecuteScalarAsync(Cancel);
    }
}
