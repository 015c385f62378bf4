using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.AlarmMail;

/// <summary>Puts what alarms have to tell on the next letters, in the transaction that changes them.</summary>
internal static class MailQueue
{
    private const string Sql =
        """
        insert into telemetry.alarm_mail_item (organisation_id, person_id, alarm_id, raised, at)
        select $1, r.person_id, a.id, $3, $4
        from telemetry.alarm a
        join telemetry.alarm_mail_rule r on r.organisation_id = $1 and a.kind = any (r.kinds) and (cardinality(r.site_ids) = 0 or a.site_id = any (r.site_ids))
        where a.organisation_id = $1 and a.id = any ($2)
        on conflict do nothing
        """;

    public static async Task AddAsync(
        NpgsqlConnection connection, Guid organisationId, IReadOnlyList<Guid> alarms, bool raised, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (alarms.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = organisationId },
                new() { Value = alarms.ToArray() },
                new() { Value = raised },
                new() { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
