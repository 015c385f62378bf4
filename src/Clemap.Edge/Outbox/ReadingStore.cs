using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Sessions;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>A row that waits to be sent; its body is the message as it was stored.</summary>
internal sealed record WaitingReading(string Source, long At, Reading Reading);

/// <summary>Store and forward: a reading is written here first, and leaves only when the cloud said that it holds it.</summary>
internal sealed class ReadingStore(EdgeDatabase database, TimeProvider time)
{
    private const int Sent = 1;
    private const int Rejected = 2;
    private static readonly TimeSpan KeepSent = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepUnsent = TimeSpan.FromDays(35);

    /// <summary>Set whenever something new waits.</summary>
    public Signal Filled { get; } = new();

    /// <summary>One slot of the site in one transaction; a row whose source and slot are stored already stays as it is.</summary>
    public void Store(
        IReadOnlyCollection<Reading> readings, IReadOnlyCollection<SessionChange> sessions, IReadOnlyDictionary<Guid, EnergyRegister> registers)
    {
        database.Write(connection =>
        {
            foreach (var reading in readings)
                connection.Execute(
                    "insert or ignore into readings(source, at, body) values ($source, $at, $body)",
                    ("$source", reading.SourceId.ToString()),
                    ("$at", reading.At.ToUnixTimeSeconds()),
                    ("$body", JsonSerializer.SerializeToUtf8Bytes(reading, ContractsJson.Default.Reading)));
            foreach (var change in sessions)
                SessionStore.Write(connection, change);
            foreach (var (station, register) in registers)
                RegisterStore.Write(connection, station, register);
        });
        Filled.Set();
    }

    /// <summary>What happened in the last half minute, newest first, so that the live picture never waits behind a backlog; then the oldest.</summary>
    public IReadOnlyList<WaitingReading> Next(int most)
    {
        long liveFrom = time.GetUtcNow().AddSeconds(-30).ToUnixTimeSeconds();
        var live = Waiting("at >= $from order by at desc", most, liveFrom);
        return live.Count > 0 ? live : Waiting("at < $from order by at", most, liveFrom);
    }

    public long CountWaiting() =>
        database.Use(connection => connection.Query("select count(*) from readings where status = 0", row => row.GetInt64(0))[0]);

    public void MarkSent(IEnumerable<WaitingReading> readings) => database.Write(connection =>
    {
        foreach (var reading in readings)
            Mark(connection, reading, Sent, null);
    });

    /// <summary>Keeps a refused row, with the reason, out of the way of the others.</summary>
    public void SetAside(WaitingReading reading, string reason) => database.Write(connection => Mark(connection, reading, Rejected, reason));

    public IReadOnlyList<(Reading Reading, string Reason)> Refused() => database.Use(connection => connection.Query(
        "select body, reason from readings where status = $rejected order by at, source",
        row => (Parse(row, 0), row.GetString(1)),
        ("$rejected", Rejected)));

    /// <summary>Throws away what was sent long ago, and what nobody could take for longer than any outage is expected to last.</summary>
    public void Prune() => database.Write(connection =>
    {
        var now = time.GetUtcNow();
        connection.Execute(
            "delete from readings where at < $old or (status = $sent and at < $recent)",
            ("$old", (now - KeepUnsent).ToUnixTimeSeconds()), ("$sent", Sent), ("$recent", (now - KeepSent).ToUnixTimeSeconds()));
        connection.Execute(
            "delete from sessions where status = $sent and ended_at < $recent",
            ("$sent", Sent), ("$recent", (now - KeepSent).ToUnixTimeSeconds()));
    });

    private List<WaitingReading> Waiting(string condition, int most, long liveFrom) => database.Use(connection => connection.Query(
        $"select source, at, body from readings where status = 0 and {condition} limit $most",
        row => new WaitingReading(row.GetString(0), row.GetInt64(1), Parse(row, 2)),
        ("$from", liveFrom), ("$most", most)));

    private static Reading Parse(SqliteDataReader row, int column) =>
        JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(column), ContractsJson.Default.Reading)!;

    private static void Mark(SqliteConnection connection, WaitingReading reading, int status, string? reason) => connection.Execute(
        "update readings set status = $status, reason = $reason where source = $source and at = $at",
        ("$status", status), ("$reason", reason), ("$source", reading.Source), ("$at", reading.At));
}
