using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Platform.Licences;

internal sealed class LicenceSales(DatabaseConnections connections, Plans plans, TimeProvider time) : ILicenceSales
{
    private const int MostStations = 100_000;
    private const int LongestReference = 100;

    public async Task<LicenceSale> AddAsync(Guid organisationId, NewLicence licence, CancellationToken cancellationToken)
    {
        if (Problem(licence) is { } broken)
            return new(null, false, broken);
        await using var connection = new NpgsqlConnection(connections.Migrator);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ScalarAsync(connection, "select true from platform.organisations where organisation_id = $1", cancellationToken, organisationId) is null)
            return new(null, false, $"There is no organisation {organisationId}.");

        var id = Guid.CreateVersion7();
        var added = await ScalarAsync(
            connection,
            """
            insert into platform.licences (organisation_id, id, plan, stations, valid_from, valid_until, order_reference, added_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (organisation_id, order_reference, plan) do nothing returning id
            """,
            cancellationToken, organisationId, id, licence.Plan, licence.Stations, licence.From, (object?)licence.Until ?? DBNull.Value, licence.OrderReference, time.GetUtcNow());
        if (added is null)
        {
            return await ScalarAsync(
                connection,
                """
                select id from platform.licences where organisation_id = $1 and order_reference = $2 and plan = $3
                  and stations = $4 and valid_from = $5 and valid_until is not distinct from $6::date
                """,
                cancellationToken, organisationId, licence.OrderReference, licence.Plan, licence.Stations, licence.From, (object?)licence.Until ?? DBNull.Value) is Guid known
                ? new(known, false, null)
                : new(null, false, $"The order '{licence.OrderReference}' has the plan '{licence.Plan}' already, with other values.");
        }

        var after = JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["plan"] = licence.Plan,
            ["stations"] = FormattableString.Invariant($"{licence.Stations}"),
            ["from"] = FormattableString.Invariant($"{licence.From:yyyy-MM-dd}"),
            ["until"] = licence.Until is { } until ? FormattableString.Invariant($"{until:yyyy-MM-dd}") : null,
            ["orderReference"] = licence.OrderReference,
        });
        await ScalarAsync(
            connection,
            "insert into platform.audit (organisation_id, id, at, action, subject_id, after, origin) values ($1, $2, $3, $4, $5, $6::jsonb, 'server')",
            cancellationToken, organisationId, Guid.CreateVersion7(), time.GetUtcNow(), AuditAction.LicenceAdded, id, after);
        await transaction.CommitAsync(cancellationToken);
        return new(id, true, null);
    }

    public async Task AssignAsync(Guid organisationId, Guid siteId, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connections.Migrator);
        await connection.OpenAsync(cancellationToken);
        await ScalarAsync(
            connection,
            """
            insert into platform.licence_assignments (organisation_id, licence_id, site_id, assigned_at)
            select organisation_id, id, $2, $3 from platform.licences where organisation_id = $1 on conflict do nothing
            """,
            cancellationToken, organisationId, siteId, time.GetUtcNow());
    }

    private string? Problem(NewLicence licence) =>
        plans.Find(licence.Plan) is null ? $"There is no plan '{licence.Plan}'; the plans are {string.Join(", ", plans.All.Select(plan => plan.Code))}."
        : licence.Plan == Plans.Free ? $"'{Plans.Free}' needs no licence: everybody has it."
        : licence.Stations is < 1 or > MostStations ? $"A licence is for 1 to {MostStations} charging stations."
        : licence.Until < licence.From ? "The last day must not be before the first."
        : licence.OrderReference.Trim().Length is 0 or > LongestReference || licence.OrderReference.Any(char.IsControl) ? $"The order reference has 1 to {LongestReference} characters."
        : null;

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
