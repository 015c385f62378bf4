using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Sessions;
using Clemap.Edge.Sessions;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>Sessions on disk: the open ones, so that a restart keeps their ids, and the closed ones until the cloud holds them.</summary>
internal sealed class SessionStore(EdgeDatabase database)
{
    public IReadOnlyDictionary<Guid, OpenSession> Open() => database.Use(connection => connection.Query(
        "select id, station, started_at, start_wh, last_at, last_wh, card from open_sessions",
        row => new OpenSession(
            Guid.Parse(row.GetString(0)), Guid.Parse(row.GetString(1)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetInt64(3),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetInt64(5), row.IsDBNull(6) ? null : row.GetString(6))))
        .ToDictionary(open => open.StationId);

    public IReadOnlyList<ChargingSession> Waiting(int most) => database.Use(connection => connection.Query(
        "select body from sessions where status = 0 order by ended_at limit $most",
        row => JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(0), ContractsJson.Default.ChargingSession)!,
        ("$most", most)));

    public void MarkSent(IEnumerable<ChargingSession> sessions) => database.Write(connection =>
    {
        foreach (var session in sessions)
            connection.Execute("update sessions set status = 1 where id = $id", ("$id", session.SessionId.ToString()));
    });

    public void SetAside(ChargingSession session, string reason) => database.Write(connection => connection.Execute(
        "update sessions set status = 2, reason = $reason where id = $id", ("$id", session.SessionId.ToString()), ("$reason", reason)));

    public static void Write(SqliteConnection connection, SessionChange change)
    {
        if (change.Open is { } open)
            connection.Execute(
                """
                insert or replace into open_sessions(station, id, started_at, start_wh, last_at, last_wh, card)
                values ($station, $id, $startedAt, $startWh, $lastAt, $lastWh, $card)
                """,
                ("$station", open.StationId.ToString()), ("$id", open.Id.ToString()), ("$startedAt", open.StartedAt.ToUnixTimeMilliseconds()),
                ("$startWh", open.StartWh), ("$lastAt", open.LastAt.ToUnixTimeMilliseconds()), ("$lastWh", open.LastWh), ("$card", open.Card));
        if (change.Closed is not { } closed)
            return;
        connection.Execute("delete from open_sessions where station = $station", ("$station", closed.StationId.ToString()));
        connection.Execute(
            "insert or ignore into sessions(id, ended_at, body) values ($id, $endedAt, $body)",
            ("$id", closed.SessionId.ToString()), ("$endedAt", closed.EndedAt.ToUnixTimeSeconds()),
            ("$body", JsonSerializer.SerializeToUtf8Bytes(closed, ContractsJson.Default.ChargingSession)));
    }
}
