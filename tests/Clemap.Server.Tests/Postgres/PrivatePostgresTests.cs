using Clemap.Platform.Database;
using Clemap.Testing;
using Npgsql;

namespace Clemap.Server.Tests.Postgres;

public sealed class PrivatePostgresTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Theory]
    [InlineData(DatabaseConnections.MigratorRole)]
    [InlineData(DatabaseConnections.AppRole)]
    [InlineData(DatabaseConnections.IngestRole)]
    public async Task Each_role_can_sign_in_and_has_no_way_round_the_fences(string role)
    {
        var connectionString = new[] { database.Connections.Migrator, database.Connections.App, database.Connections.Ingest }
            .Single(text => new NpgsqlConnectionStringBuilder(text).Username == role);
        await using var connection = await DatabaseFixture.OpenAsync(connectionString, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select rolsuper or rolbypassrls from pg_roles where rolname = current_user", connection);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(false);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var wrong = new NpgsqlConnectionStringBuilder(database.Connections.App) { Password = "wrong", Pooling = false }.ConnectionString;
        var refusal = await Should.ThrowAsync<PostgresException>(() => DatabaseFixture.OpenAsync(wrong, TestContext.Current.CancellationToken));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }
}
