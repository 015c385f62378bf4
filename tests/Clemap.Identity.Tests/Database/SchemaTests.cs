using Clemap.Identity.Database;
using Clemap.Identity.Tests.Hosting;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.Database;

public sealed class SchemaTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrations_hold_the_whole_model()
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IdentityContext>().Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public async Task Names_are_in_snake_case()
    {
        var names = await ListAsync("select table_name || '.' || column_name from information_schema.columns where table_schema = 'identity'");
        names.ShouldNotBeEmpty();
        names.ShouldAllBe(name => !name.Any(char.IsUpper));
    }

    /// <summary>Nothing here belongs to an organisation; a table that does must come with a fence.</summary>
    [Fact]
    public async Task No_table_has_an_organisation() =>
        (await ListAsync("select table_name::text from information_schema.columns where table_schema = 'identity' and column_name = 'organisation_id'"))
        .ShouldBeEmpty();

    [Fact]
    public async Task Ingestion_role_reads_none_of_it() =>
        (await ListAsync(
            "select table_name::text from information_schema.role_table_grants where table_schema = 'identity' and grantee in ('clemap_ingest', 'PUBLIC')"))
        .ShouldBeEmpty();

    private async Task<List<string>> ListAsync(string query)
    {
        await using var connection = await DatabaseFixture.OpenAsync(fixture.Database.Connections.Migrator, Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancel))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
