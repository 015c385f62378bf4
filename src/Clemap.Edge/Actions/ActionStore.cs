using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Edge.Outbox;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Actions;

/// <summary>
/// The journal of actions by id. An action is written here before anything is done, and its outcome after: one that is here is never begun again.
/// </summary>
internal sealed class ActionStore(EdgeDatabase database)
{
    /// <summary>The cloud sends nothing that has expired, and what has expired is not done: an id may be forgotten some time after.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public bool IsKnown(Guid id) => database.Use(connection =>
        connection.Query("select 1 from actions where id = $id", _ => true, ("$id", id.ToString())).Count > 0);

    /// <summary>Keeps the action with a first state.</summary>
    /// <param name="effect">Done in the same transaction.</param>
    public void Add(OrderedAction action, string state, DateTimeOffset at, ActionRefusal? why = null, Action<SqliteConnection>? effect = null) => database.Write(connection =>
    {
        connection.Execute(
            "insert into actions(id, body, expires_at, state, at, code, message) values ($id, $body, $expiresAt, $state, $at, $code, $message)",
            ("$id", action.Id.ToString()), ("$body", JsonSerializer.SerializeToUtf8Bytes(new ActionList([action]), ContractsJson.Default.ActionList)),
            ("$expiresAt", action.ExpiresAt.ToUnixTimeMilliseconds()), ("$state", state), ("$at", at.ToUnixTimeMilliseconds()), ("$code", why?.Code), ("$message", why?.Message));
        effect?.Invoke(connection);
    });

    public void End(Guid id, string state, DateTimeOffset at, ActionRefusal? why = null) => database.Write(connection => connection.Execute(
        "update actions set state = $state, at = $at, code = $code, message = $message, reported = 0 where id = $id",
        ("$id", id.ToString()), ("$state", state), ("$at", at.ToUnixTimeMilliseconds()), ("$code", why?.Code), ("$message", why?.Message)));

    /// <summary>Begun and not ended, in the order of their ids.</summary>
    public IReadOnlyList<OrderedAction> Begun() => database.Use(connection => connection.Query(
        "select body from actions where state = $state order by id",
        row => JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(0), ContractsJson.Default.ActionList)!.Actions[0],
        ("$state", ActionReportState.Accepted)));

    /// <summary>What the cloud has not heard yet.</summary>
    public IReadOnlyList<ActionReport> Waiting(int most) => database.Use(connection => connection.Query(
        "select id, state, at, code, message from actions where reported = 0 order by at limit $most",
        row => new ActionReport(
            Guid.Parse(row.GetString(0)), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)),
        ("$most", most)));

    /// <summary>Unless there is more to tell of one by now.</summary>
    public void MarkReported(IReadOnlyList<ActionReport> reports, DateTimeOffset now) => database.Write(connection =>
    {
        foreach (var report in reports)
            connection.Execute("update actions set reported = 1 where id = $id and state = $state", ("$id", report.Id.ToString()), ("$state", report.State));
        connection.Execute(
            "delete from actions where reported = 1 and state <> $begun and expires_at < $limit",
            ("$begun", ActionReportState.Accepted), ("$limit", (now - Kept).ToUnixTimeMilliseconds()));
    });

    /// <summary>Another organisation has the device: neither its actions nor its locks are of interest to this one.</summary>
    public void Clear() => database.Write(connection =>
    {
        connection.Execute("delete from actions");
        connection.Execute("delete from station_locks");
    });
}
