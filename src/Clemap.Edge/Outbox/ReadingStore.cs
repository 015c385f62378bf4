using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Sessions;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>A row that waits to be sent.</summary>
internal sealed record WaitingReading(Guid Source, long At, Reading Reading);

/// <summary>Store and forward: a reading is written here first, and leaves only when the cloud said that it holds it.</summary>
internal sealed class ReadingStore(EdgeDatabase database, TimeProvider time)
{
    private const string Damaged = "damaged";
    private static readonly TimeSpan Live = TimeSpan.FromSeconds(30);

    /// <summary>What is stamped later than this was stamped by a clock that was wrong; the cloud takes it when its time has come.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>Set whenever something new waits.</summary>
    public Signal Filled { get; } = new();

    /// <summary>One slot of the site in one transaction; a row whose source and slot are stored already, or were sent just now, stays as it is.</summary>
    public void Store(
        IReadOnlyCollection<Reading> readings, IReadOnlyCollection<SessionChange> sessions, IReadOnlyDictionary<Guid, EnergyRegister> registers)
    {
        database.Write(connection =>
        {
            foreach (var reading in readings)
                Insert(connection, reading);
            foreach (var change in sessions)
                SessionStore.Write(connection, change);
            foreach (var (station, register) in registers)
                RegisterStore.Write(connection, station, register);
        });
        Filled.Set();
    }

    /// <summary>What happened in the last half minute, newest first, so that the live picture never waits behind a backlog.</summary>
    public IReadOnlyList<WaitingReading> NextLive(int most) =>
        Waiting("at >= $from and at <= $to order by at desc", most, time.GetUtcNow() - Live, time.GetUtcNow() + Ahead);

    /// <summary>The oldest of what is older than live.</summary>
    public IReadOnlyList<WaitingReading> NextHistory(int most) =>
        Waiting("at >= $from and at < $to order by at", most, DateTimeOffset.UnixEpoch, time.GetUtcNow() - Live);

    /// <summary>Live rows if there are any, else history.</summary>
    public IReadOnlyList<WaitingReading> Next(int most) => NextLive(most) is { Count: > 0 } live ? live : NextHistory(most);

    public DateTimeOffset? Oldest() => database.Use(connection =>
        connection.Query("select at from readings order by at limit 1", row => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(0)))
            .FirstOrDefault());

    public long CountWaiting() => database.Use(connection => Counts.Get(connection, Counts.Waiting));

    public void MarkSent(IEnumerable<WaitingReading> readings) => database.Write(connection =>
    {
        var sent = readings.ToList();
        // All of them first: in a file that is full this makes the room for what follows.
        foreach (var reading in sent)
            Delete(connection, reading.At, reading.Source);
        // Only a slot of the last hour can come again, after a restart or a clock that was set back.
        long recent = (time.GetUtcNow() - Retention.KeepSent).ToUnixTimeSeconds();
        foreach (var reading in sent.Where(reading => reading.At >= recent))
            connection.Execute("insert or ignore into sent(at, source) values ($at, $source)", ("$at", reading.At), ("$source", Key(reading.Source)));
    });

    /// <summary>Keeps a refused row, with the reason, out of the way of the others.</summary>
    public void SetAside(WaitingReading reading, string reason) => database.Write(connection =>
    {
        Delete(connection, reading.At, reading.Source);
        connection.Execute(
            "insert or replace into refused(at, source, body, reason) values ($at, $source, $body, $reason)",
            ("$at", reading.At), ("$source", Key(reading.Source)), ("$body", ReadingCodec.Write(reading.Reading)), ("$reason", reason));
    });

    public IReadOnlyList<(Reading Reading, string Reason)> Refused() => database.Use(connection => connection.Query(
        "select at, source, body, reason from refused where reason <> $damaged order by at, source",
        row => (Parse(row).Reading!, row.GetString(3)),
        ("$damaged", Damaged)));

    public static void Insert(SqliteConnection connection, Reading reading)
    {
        int stored = connection.Execute(
            """
            insert or ignore into readings(at, source, body) select $at, $source, $body
            where not exists (select 1 from sent where at = $at and source = $source)
              and not exists (select 1 from refused where at = $at and source = $source)
            """,
            ("$at", reading.At.ToUnixTimeSeconds()), ("$source", Key(reading.SourceId)), ("$body", ReadingCodec.Write(reading)));
        Counts.Add(connection, Counts.Waiting, stored);
    }

    public static byte[] Key(Guid source) => source.ToByteArray(bigEndian: true);

    private List<WaitingReading> Waiting(string condition, int most, DateTimeOffset from, DateTimeOffset to)
    {
        var rows = database.Use(connection => connection.Query(
            $"select at, source, body from readings where {condition} limit $most",
            Parse,
            ("$from", from.ToUnixTimeSeconds()), ("$to", to.ToUnixTimeSeconds()), ("$most", most)));
        // A damaged row must not hold up those behind it.
        if (rows.Where(row => row.Reading is null).ToList() is { Count: > 0 } damaged)
            database.Write(connection => damaged.ForEach(row => SetDamagedAside(connection, row.At, row.Source)));
        return [.. rows.Where(row => row.Reading is not null).Select(row => new WaitingReading(row.Source, row.At, row.Reading!))];
    }

    private static (Guid Source, long At, Reading? Reading) Parse(SqliteDataReader row)
    {
        var source = new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true);
        return (source, row.GetInt64(0), ReadingCodec.Read(source, row.GetInt64(0), row.GetFieldValue<byte[]>(2)));
    }

    private static void SetDamagedAside(SqliteConnection connection, long at, Guid source)
    {
        connection.Execute(
            "insert or replace into refused(at, source, body, reason) select at, source, body, $reason from readings where at = $at and source = $source",
            ("$reason", Damaged), ("$at", at), ("$source", Key(source)));
        Delete(connection, at, source);
    }

    private static void Delete(SqliteConnection connection, long at, Guid source) => Counts.Add(connection, Counts.Waiting, -connection.Execute(
        "delete from readings where at = $at and source = $source", ("$at", at), ("$source", Key(source))));
}
