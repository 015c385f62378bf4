using Clemap.Edge.Outbox;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>Transactions on disk: a start that a station sends again gets the same id, and no id is ever given twice.</summary>
internal sealed class TransactionStore(EdgeDatabase database, TimeProvider time)
{
    /// <summary>Ids follow the seconds since then, so that even a lost database repeats none.</summary>
    private static readonly DateTimeOffset FirstId = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const string Columns = "select id, identity, connector, card, meter_start, started_at, backend_id from ocpp_transactions";

    /// <param name="forBackend">The message, for a back end that shall have it.</param>
    /// <returns>The transaction, and the number under which its message waits; <see langword="null"/> when it was begun before.</returns>
    public (OcppTransaction Transaction, long? Waiting) Begin(
        string identity, int connector, string card, double meterStartWh, DateTimeOffset startedAt, byte[]? forBackend) =>
        database.Use(connection =>
        {
            using var write = connection.BeginTransaction();
            if (Same() is [var before])
                return (before, (long?)null);
            connection.Execute(
                """
                insert into ocpp_transactions(id, identity, connector, card, meter_start, started_at)
                values (max($now, (select coalesce(max(id), 0) + 1 from ocpp_transactions)), $identity, $connector, $card, $meterStart, $startedAt)
                """,
                [("$now", (long)(time.GetUtcNow() - FirstId).TotalSeconds), .. Key()]);
            connection.Execute(
                "delete from ocpp_transactions where stopped_at < $old and id < (select max(id) from ocpp_transactions)",
                ("$old", (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds()));
            var begun = Same()[0];
            long waiting = forBackend is null ? 0 : WaitingStore.Insert(connection, identity, "StartTransaction", begun.Id, forBackend);
            write.Commit();
            return (begun, (long?)waiting);

            List<OcppTransaction> Same() => connection.Query(
                Columns + " where identity = $identity and connector = $connector and card = $card and meter_start = $meterStart and started_at = $startedAt",
                Of, Key());

            (string, object?)[] Key() =>
            [
                ("$identity", identity), ("$connector", connector), ("$card", card), ("$meterStart", meterStartWh),
                ("$startedAt", startedAt.ToUnixTimeMilliseconds()),
            ];
        });

    public OcppTransaction? Find(string identity, int id) => database.Use(connection => connection.Query(
        Columns + " where id = $id and identity = $identity", Of, ("$id", id), ("$identity", identity))).FirstOrDefault();

    public OcppTransaction? FindByBackend(string identity, int backendId) => database.Use(connection => connection.Query(
        Columns + " where backend_id = $id and identity = $identity order by id desc limit 1", Of, ("$id", backendId), ("$identity", identity))).FirstOrDefault();

    /// <summary>The one that goes on at a connector.</summary>
    public OcppTransaction? Open(string identity, int connector) => database.Use(connection => connection.Query(
        $"select * from ({Columns} where identity = $identity and connector = $connector order by id desc limit 1) "
        + "where id in (select id from ocpp_transactions where stopped_at is null)",
        Of, ("$identity", identity), ("$connector", connector))).FirstOrDefault();

    /// <param name="forBackend">The message, for a back end that shall have it.</param>
    /// <returns>The number under which it waits; <see langword="null"/> when it was ended before: a station sends a stop again that it has no answer to.</returns>
    public long? End(string identity, int id, DateTimeOffset at, byte[]? forBackend) => database.Use(connection =>
    {
        using var write = connection.BeginTransaction();
        bool wasOpen = connection.Execute(
            "update ocpp_transactions set stopped_at = $at where id = $id and identity = $identity and stopped_at is null",
            ("$at", at.ToUnixTimeMilliseconds()), ("$id", id), ("$identity", identity)) > 0;
        if (!wasOpen)
            return (long?)null;
        long waiting = forBackend is null ? 0 : WaitingStore.Insert(connection, identity, "StopTransaction", id, forBackend);
        write.Commit();
        return waiting;
    });

    private static OcppTransaction Of(SqliteDataReader row) => new(
        row.GetInt32(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetDouble(4), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        row.IsDBNull(6) ? null : row.GetInt32(6));
}
