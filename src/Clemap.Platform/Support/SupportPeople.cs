using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Platform.Support;

/// <summary>Writes as the migrator: the app role, which serves organisations, has no right to the table.</summary>
internal sealed class SupportPeople(DatabaseConnections connections, TimeProvider time) : ISupportPeople
{
    public async Task SetAsync(IReadOnlyCollection<Guid> personIds, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connections.Migrator);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            with gone as (delete from platform.support_people where person_id <> all ($1))
            insert into platform.support_people (person_id, since) select person, $2 from unnest($1) person on conflict do nothing
            """,
            connection)
        { Parameters = { new() { Value = personIds.ToArray() }, new() { Value = time.GetUtcNow() } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
