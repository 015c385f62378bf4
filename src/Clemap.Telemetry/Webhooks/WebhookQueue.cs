using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Webhooks;

/// <summary>Queues what alarms have to tell, in the transaction that changes them: neither is stored without the other.</summary>
internal static class WebhookQueue
{
    private const string Sql =
        """
        insert into telemetry.webhook_delivery (organisation_id, id, webhook_id, type, alarm_id, at, queued_at, due_at)
        select $1, gen_random_uuid(), w.id, $3, a.id, $4, $4, $4
        from telemetry.alarm a
        join telemetry.webhook w on w.organisation_id = $1 and w.paused_at is null and a.kind = any (w.kinds)
        where a.organisation_id = $1 and a.id = any ($2)
        order by a.id
        """;

    /// <param name="type">One of <see cref="DeliveryType"/>.</param>
    public static async Task AddAsync(
        NpgsqlConnection connection, Guid organisationId, IReadOnlyList<Guid> alarms, string type, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (alarms.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = organisationId },
                new() { Value = alarms.ToArray() },
                new() { Value = type },
                new() { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
