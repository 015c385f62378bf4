using Clemap.Telemetry.AlarmMail;
using Clemap.Telemetry.Storage;
using Clemap.Telemetry.Webhooks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Alarms;

/// <summary>Writes alarms. Each statement asks for the state that it changes, so that two nodes at once, or one that starts again, change nothing twice.</summary>
internal sealed class AlarmStore(TelemetryDbContext database)
{
    /// <summary>All of it, or none.</summary>
    public async Task ApplyAsync(Guid organisationId, AlarmChanges changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)database.Database.GetDbConnection();
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await IdsAsync(connection, AlarmSql.Again, [Value(organisationId), Ids(changes.Again)], changes.Again.Count, cancellationToken);
            await IdsAsync(connection, AlarmSql.Calm, [Value(organisationId), Ids(changes.Calm), Time(now)], changes.Calm.Count, cancellationToken);
            List<Guid> cleared = [.. await ClearAsync(changes.Clear, ClearedBecause.Over), .. await ClearAsync(changes.Forget, ClearedBecause.NotWatched)];
            var raised = await IdsAsync(connection, AlarmSql.Raise, Columns(organisationId, changes.Raise, now), changes.Raise.Count, cancellationToken);
            await WebhookQueue.AddAsync(connection, organisationId, cleared, DeliveryType.AlarmCleared, now, cancellationToken);
            await WebhookQueue.AddAsync(connection, organisationId, raised, DeliveryType.AlarmRaised, now, cancellationToken);
            await MailQueue.AddAsync(connection, organisationId, cleared, raised: false, now, cancellationToken);
            await MailQueue.AddAsync(connection, organisationId, raised, raised: true, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            Task<List<Guid>> ClearAsync(IReadOnlyList<Guid> alarms, string why) =>
                IdsAsync(connection, AlarmSql.Clear, [Value(organisationId), Ids(alarms), Time(now), Value(why)], alarms.Count, cancellationToken);
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Takes away what was cleared before.</summary>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.Alarms.Where(alarm => alarm.ClearedAt < before).ExecuteDeleteAsync(cancellationToken);

    private static NpgsqlParameter[] Columns(Guid organisationId, IReadOnlyList<Observation> raise, DateTimeOffset now)
    {
        var seen = raise.ToList();
        return
        [
            Value(organisationId),
            Value(seen.ConvertAll(_ => Guid.CreateVersion7(now))),
            Value(seen.ConvertAll(one => one.Subject.SiteId)),
            Value(seen.ConvertAll(one => one.Subject.DeviceId)),
            Value(seen.ConvertAll(one => one.Kind)),
            Value(seen.ConvertAll(one => one.Subject.Id)),
            Value(seen.ConvertAll(one => one.Subject.Name)),
            new() { Value = seen.ConvertAll(one => one.Phase), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
            new() { Value = seen.ConvertAll(one => one.Value), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double },
            new() { Value = seen.ConvertAll(one => one.Bound), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double },
            new() { Value = seen.ConvertAll(one => one.Since.UtcDateTime), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            Time(now),
        ];
    }

    private static async Task<List<Guid>> IdsAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, int count, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        if (count == 0)
            return ids;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static NpgsqlParameter Ids(IReadOnlyList<Guid> ids) => Value(ids.ToArray());

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Time(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
